//! The threads of a process at one moment.

use std::sync::Arc;
use std::time::Duration;

/// Every thread, and every distinct stack once.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Threads {
    /// The threads in the order of their ids; the first is the one that ran `main`.
    pub threads: Vec<Thread>,
    /// The distinct stacks; [`Thread::stack`] is an index into this list.
    pub stacks: Vec<Stack>,
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
}

/// How long each step of a capture took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timing {
    /// Listing the threads and taking their registers and stacks.
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
    /// One of gmr's workers, on which sections run.
    Worker,
}

/// The state of a thread as `/proc/self/task/*/stat` gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ThreadState {
    /// `R`: on a processor, or waiting for one.
    Running,
    /// `S`: asleep until an event.
    Sleeping,
    /// `D`: asleep in the kernel, not to be woken by a signal.
    DiskSleep,
    /// `T`: stopped by a signal.
    Stopped,
    /// `t`: stopped by a debugger.
    Traced,
    /// `Z`: ended, not yet reaped.
    Zombie,
    /// `X`: ending.
    Dead,
    /// `I`: an idle kernel thread.
    Idle,
    /// A letter that this version does not know.
    Other(char),
}

impl ThreadState {
    /// The state behind the kernel's letter.
    #[must_use]
    pub fn from_letter(letter: char) -> Self {
        match letter {
            'R' => ThreadState::Running,
            'S' => ThreadState::Sleeping,
            'D' => ThreadState::DiskSleep,
            'T' => ThreadState::Stopped,
            't' => ThreadState::Traced,
            'Z' => ThreadState::Zombie,
            'X' | 'x' => ThreadState::Dead,
            'I' => ThreadState::Idle,
            other => ThreadState::Other(other),
        }
    }

    /// The state in a word, as `ps` users know it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ThreadState::Running => "running",
            ThreadState::Sleeping => "sleeping",
            ThreadState::DiskSleep => "uninterruptible sleep",
            ThreadState::Stopped => "stopped",
            ThreadState::Traced => "stopped by a debugger",
            ThreadState::Zombie => "zombie",
            ThreadState::Dead => "ending",
            ThreadState::Idle => "idle",
            ThreadState::Other(_) => "unknown state",
        }
    }
}

/// A stack, innermost frame first.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Stack {
    /// The frames; an inlined function has a frame of its own.
    pub frames: Vec<Frame>,
    /// How the list of frames ends.
    pub end: StackEnd,
}

impl Stack {
    /// A stack of these frames.
    #[must_use]
    pub fn new(frames: Vec<Frame>, end: StackEnd) -> Self {
        Stack { frames, end }
    }
}

/// How a stack ends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StackEnd {
    /// At the function that began the thread.
    Root,
    /// Early, for this reason.
    Truncated(String),
    /// Where this remark says: the frames below are known, and of no interest.
    LeftOut(String),
}

/// One function on a stack. What is not known is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Frame {
    /// Where the thread is, or returns to; shared by the functions inlined there.
    pub address: u64,
    /// The demangled name without its hash.
    pub function: Option<Arc<str>>,
    /// The source file as the compiler wrote it.
    pub file: Option<Arc<str>>,
    /// The line, counted from 1.
    pub line: Option<u32>,
    /// The column, counted from 1.
    pub column: Option<u32>,
    /// The file of the program or library.
    pub module: Option<Arc<str>>,
    /// The lookup address less the module's load address: what `addr2line -e MODULE` takes.
    pub offset: Option<u64>,
    /// Whether the function was inlined into the next frame.
    pub inlined: bool,
}

impl Frame {
    /// A frame of which only the address is known.
    #[must_use]
    pub fn new(address: u64) -> Self {
        Frame {
            address,
            function: None,
            file: None,
            line: None,
            column: None,
            module: None,
            offset: None,
            inlined: false,
        }
    }
}
