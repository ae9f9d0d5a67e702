//! The threads of a process at one moment.

mod module;
mod stack;
mod state;
mod wait;

use std::time::Duration;

pub use module::Module;
pub use stack::{Frame, Gap, Stack, StackEnd};
pub use state::{CpuTime, Switches, ThreadState};
pub use wait::{Contention, Deadlock, SystemCall, Wait, WaitKind};

/// Every thread, and every distinct stack once.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Threads {
    /// The threads in the order of their ids; the first is the one that ran `main`.
    pub threads: Vec<Thread>,
    /// The distinct stacks; [`Thread::stack`] is an index into this list.
    pub stacks: Vec<Stack>,
    /// The program and the libraries that the frames are in.
    pub modules: Vec<Module>,
    /// Each address on which several threads wait, the most wanted first.
    pub contentions: Vec<Contention>,
    /// Threads that wait for each other in a ring.
    pub deadlocks: Vec<Deadlock>,
    /// What is missing or doubtful, in words; empty if nothing is.
    pub notes: Vec<String>,
    /// What it cost.
    pub timing: Timing,
}

impl Threads {
    /// The stack of the thread with this id.
    #[must_use]
    pub fn stack_of(&self, id: u64) -> Option<&Stack> {
        let thread = self.threads.iter().find(|t| t.id == id)?;
        self.stacks.get(*thread.stack.as_ref().ok()?)
    }

    /// Whether the thread waits where its pool lets its threads wait for work.
    #[must_use]
    pub fn is_idle(&self, thread: &Thread) -> bool {
        let stack = thread.stack.as_ref().ok().and_then(|index| self.stacks.get(*index));
        stack.is_some_and(|stack| stack.idle.is_some())
    }
}

/// How long each step of a capture took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timing {
    /// Listing the threads and taking their registers and stacks; those of sleeping threads are
    /// walked as they are read.
    pub capture: Duration,
    /// From registers and stacks to addresses.
    pub unwind: Duration,
    /// From addresses to names and lines.
    pub symbolize: Duration,
}

/// One operating-system thread.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Thread {
    /// The kernel's id of the thread, as `top -H` and gdb show it.
    pub id: u64,
    /// The name that the kernel knows (15 bytes at the most); not escaped.
    pub name: String,
    /// What the kernel says that the thread does; `None` if it did not say.
    pub state: Option<ThreadState>,
    /// What the thread is to gmr.
    pub role: Role,
    /// The index of its stack in [`Threads::stacks`], or why there is none.
    pub stack: Result<usize, String>,
    /// How its stack was taken.
    pub method: Option<Method>,
    /// Why the stack may be wrong in part, if it may.
    pub doubt: Option<String>,
    /// For how long it has existed.
    pub age: Option<Duration>,
    /// How long it has been on a processor.
    pub cpu: Option<CpuTime>,
    /// How often it has left the processor.
    pub switches: Option<Switches>,
    /// How it is scheduled, where that is not the default: "SCHED_FIFO, priority 10".
    pub policy: Option<String>,
    /// The system call that it is in.
    pub call: Option<SystemCall>,
    /// What it waits for.
    pub wait: Option<Wait>,
}

impl Thread {
    /// A thread of which only the id is known.
    #[must_use]
    pub fn new(id: u64) -> Self {
        Thread {
            id,
            name: String::new(),
            state: None,
            role: Role::Program,
            stack: Err("not captured".to_owned()),
            method: None,
            doubt: None,
            age: None,
            cpu: None,
            switches: None,
            policy: None,
            call: None,
            wait: None,
        }
    }
}

/// Whose thread it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Role {
    /// The program's own.
    Program,
    /// gmr's reporter.
    Reporter,
    /// One of gmr's workers, on which sections run; or the thread that prewarms.
    Worker,
}

/// How a stack was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// Read while the thread slept; it did not notice.
    Passive,
    /// Copied by the thread itself, in a signal handler.
    Signal,
    /// Walked by the thread that made the report.
    Own,
}
