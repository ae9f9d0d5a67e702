//! Where a task waits.

use crate::model::Frame;
use std::sync::Arc;

/// The calls that lead to what a task waits for.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Trace {
    /// Names the same trace on another host and after a restart.
    pub id: String,
    /// What the task's own future polls. There is one, unless that future itself waits for several
    /// things at once.
    pub branches: Vec<Branch>,
    /// What is missing or doubtful, in words.
    pub notes: Vec<String>,
}

impl Trace {
    /// A trace of these branches.
    #[must_use]
    pub fn new(branches: Vec<Branch>) -> Self {
        Trace { branches, ..Trace::default() }
    }
}

/// Calls of which each polls the next, and where they lead.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Branch {
    /// The calls, outermost first; each has the line of the await that it is suspended on.
    pub frames: Vec<Arc<Frame>>,
    /// Where they lead.
    pub end: BranchEnd,
}

impl Branch {
    /// These calls, with this end.
    #[must_use]
    pub fn new(frames: Vec<Arc<Frame>>, end: BranchEnd) -> Self {
        Branch { frames, end }
    }
}

/// Where the calls of a branch lead.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum BranchEnd {
    /// The innermost call polls several futures, in this order.
    Fork(Vec<Branch>),
    /// It waits to be woken.
    Waits {
        /// So many times it left its waker: it waits for so many things that look alike.
        times: u32,
    },
    /// It woke itself at once: it made way for others.
    WokeItself {
        /// So many times.
        times: u32,
    },
    /// It polls another tracked task: the next one of [`Task::awaits`](super::Task::awaits).
    Task,
    /// What it leads to is not known, for this reason.
    Unknown(String),
}
