//! How a section went, in words.

use crate::model::Status;
use crate::view::time;

/// The words for a section that did not end well; they may hold several lines.
pub(in crate::view) fn status(status: &Status) -> Option<String> {
    match status {
        Status::Ok => None,
        Status::Panicked(message) => Some(format!("section panicked: {message}")),
        Status::TimedOut { after, thread } => {
            Some(format!("timed out after {after:?}; still running on thread {thread}"))
        }
        Status::GaveUp(reason) => Some(reason.clone()),
        Status::StillRunning { since, thread } => {
            Some(format!("still running since {} on thread {thread}", time::rfc3339(*since)))
        }
        Status::NotRun(reason) => Some(format!("not run: {reason}")),
    }
}
