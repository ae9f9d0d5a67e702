//! What there is to say of the ends of a trace.

use crate::model::{Branch, BranchEnd};
use crate::view::words::grouped;

/// How many tracked tasks a branch leads to.
pub(in crate::view) fn tasks(branch: &Branch) -> usize {
    match &branch.end {
        BranchEnd::Fork(branches) => branches.iter().map(tasks).sum(),
        BranchEnd::Task => 1,
        BranchEnd::Waits { .. } | BranchEnd::WokeItself { .. } | BranchEnd::Unknown(_) => 0,
    }
}

/// What there is to say of a place where a task waits.
pub(in crate::view) fn times(end: &BranchEnd) -> String {
    let how_often = |times: u32| match times {
        0 | 1 => String::new(),
        times => format!(" ({} times)", grouped(times.into())),
    };
    match end {
        BranchEnd::Waits { times } => how_often(*times),
        BranchEnd::WokeItself { times } => {
            format!(" (woke itself to make way for others){}", how_often(*times))
        }
        BranchEnd::Fork(_) | BranchEnd::Task | BranchEnd::Unknown(_) => String::new(),
    }
}
