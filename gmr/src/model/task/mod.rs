//! The async tasks of a process at one moment.

mod trace;

use std::borrow::Cow;
use std::time::Duration;

pub use trace::{Branch, BranchEnd, Trace};

/// Every tracked task, and every distinct trace once.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Tasks {
    /// The tasks in the order of their ids.
    pub tasks: Vec<Task>,
    /// The distinct traces; [`Task::trace`] is an index into this list.
    pub traces: Vec<Trace>,
    /// What is missing or doubtful, in words; empty if nothing is.
    pub notes: Vec<String>,
    /// Runtimes that have tasks which are not tracked.
    pub untracked: Vec<Untracked>,
    /// What it cost.
    pub timing: TaskTiming,
}

impl Tasks {
    /// The task with this id.
    #[must_use]
    pub fn task(&self, id: u64) -> Option<&Task> {
        let index = self.tasks.binary_search_by_key(&id, |task| task.id).ok()?;
        self.tasks.get(index)
    }

    /// Where a task waits, if that is known.
    #[must_use]
    pub fn trace_of(&self, task: &Task) -> Option<&Trace> {
        self.traces.get(task.trace?)
    }
}

/// One async task.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Task {
    /// Its number; no other task of the process ever has it.
    pub id: u64,
    /// What the program calls it.
    pub name: Option<String>,
    /// What tells it from others of its name.
    pub detail: Option<String>,
    /// The type of its future.
    pub future: Cow<'static, str>,
    /// How many bytes its future has.
    pub size: u64,
    /// Where it was made.
    pub spawned: Place,
    /// The task that made it; it may be gone.
    pub parent: Option<u64>,
    /// What it does.
    pub state: TaskState,
    /// For how long it has existed.
    pub age: Duration,
    /// How often it was polled; the polls of this report are among them.
    pub polls: u64,
    /// How long these polls took together.
    pub busy: Duration,
    /// The index of its trace in [`Tasks::traces`]; the last known one if [`Task::flaw`] says so.
    pub trace: Option<usize>,
    /// The tracked tasks that it polls itself, in the order of the [`BranchEnd::Task`]s of its
    /// trace.
    pub awaits: Vec<u64>,
    /// Why its trace is missing, old or doubtful, if it is.
    pub flaw: Option<String>,
}

impl Task {
    /// A task of which only the id is known.
    #[must_use]
    pub fn new(id: u64) -> Self {
        Task {
            id,
            name: None,
            detail: None,
            future: Cow::Borrowed(""),
            size: 0,
            spawned: Place::default(),
            parent: None,
            state: TaskState::New,
            age: Duration::ZERO,
            polls: 0,
            busy: Duration::ZERO,
            trace: None,
            awaits: Vec::new(),
            flaw: None,
        }
    }
}

/// A place in a source file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file as the compiler wrote it.
    pub file: Cow<'static, str>,
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1.
    pub column: u32,
}

/// What a task does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TaskState {
    /// It was never polled.
    New,
    /// It waits.
    Idle {
        /// For how long; the polls of reports do not count.
        since: Duration,
    },
    /// It is being polled.
    Running {
        /// The thread on which, as [`Thread::id`](super::Thread::id); 0 if that is not known.
        thread: u64,
        /// For how long.
        since: Duration,
    },
    /// It has ended, and was not dropped.
    Done,
    /// It is being dropped.
    Dropping {
        /// The thread on which; 0 if that is not known.
        thread: u64,
    },
}

/// A runtime whose tasks are not all tracked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Untracked {
    /// Which runtime it is, in words.
    pub runtime: String,
    /// How many tasks it has.
    pub alive: u64,
    /// How many tasks are tracked, by this or another runtime.
    pub tracked: u64,
}

impl Untracked {
    /// A runtime with so many tasks.
    pub fn new(runtime: impl Into<String>, alive: u64, tracked: u64) -> Self {
        Untracked { runtime: runtime.into(), alive, tracked }
    }
}

/// How long each step took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaskTiming {
    /// Asking the tasks, until the last one answered or was given up.
    pub collect: Duration,
    /// From their answers to addresses.
    pub unwind: Duration,
    /// From addresses to traces with names and lines.
    pub symbolize: Duration,
}
