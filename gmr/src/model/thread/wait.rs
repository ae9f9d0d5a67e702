//! What threads wait for.

use std::borrow::Cow;
use std::time::Duration;

/// A system call that has not returned.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SystemCall {
    /// Its number on this architecture.
    pub number: u64,
    /// Its name, if this version knows it.
    pub name: Option<Cow<'static, str>>,
    /// Its arguments as the kernel got them.
    pub arguments: [u64; 6],
    /// What is known of the arguments that matter, in words: "fd 7 (tcp 10.0.0.1:5432)".
    pub detail: Option<String>,
}

/// Why a thread does not run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wait {
    /// What sort of thing it waits for.
    pub kind: WaitKind,
    /// In words: "waits for a std Mutex at 0x7f…".
    pub reason: String,
    /// The address that it waits on, if it is one.
    pub on: Option<u64>,
    /// For how long it has been off the processor, about: the kernel's clocks of its processors
    /// differ a little, and it may have begun to wait a moment earlier or woken for a moment.
    pub since: Option<Duration>,
    /// Whether `since` is only how long it has been watched: it has waited for longer.
    pub at_least: bool,
}

/// What sort of thing a thread waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitKind {
    /// A lock that another thread has.
    Lock,
    /// A condition variable, a channel, a semaphore: a word of another thread.
    Notification,
    /// To be unparked.
    Park,
    /// Another thread to end.
    Join,
    /// Data, a connection, or room for data.
    Io,
    /// One of several events.
    Poll,
    /// A time to pass.
    Sleep,
    /// Another process.
    Process,
    /// A signal.
    Signal,
    /// Something else.
    Other,
}

impl WaitKind {
    /// The kind in a word of lower-case letters.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            WaitKind::Lock => "lock",
            WaitKind::Notification => "notification",
            WaitKind::Park => "park",
            WaitKind::Join => "join",
            WaitKind::Io => "io",
            WaitKind::Poll => "poll",
            WaitKind::Sleep => "sleep",
            WaitKind::Process => "process",
            WaitKind::Signal => "signal",
            WaitKind::Other => "other",
        }
    }
}

/// An address on which several threads wait.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contention {
    /// The address.
    pub address: u64,
    /// What is there, in words: "a std Mutex".
    pub what: String,
    /// The threads that wait, in their order.
    pub waiters: Vec<u64>,
    /// The thread that has it, where the lock says.
    pub owner: Option<u64>,
}

/// Threads of which each waits for a lock that the next one has, and the last for the first's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deadlock {
    /// The threads, and the address of the lock that each waits for. Where these are not known,
    /// the threads are in no order.
    pub ring: Vec<(u64, Option<u64>)>,
}
