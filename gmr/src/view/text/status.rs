//! How a section went, in words.

use super::blocks::push;
use super::stack;
use crate::model::{Section, Status};
use crate::view::{escape, time};

/// The words for a section that did not end well; they may hold several lines.
pub(super) fn words(status: &Status) -> Option<String> {
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

/// The line under what a section wrote, and where it is stuck.
pub(super) fn push_status(section: &Section, out: &mut String) {
    if let Some(words) = words(&section.status) {
        // Further lines are indented: at the margin they could imitate a banner.
        push(out, format_args!("<{}>\n", escape::lines(&words).replace('\n', "\n  ")));
    }
    if let Some(stack) = &section.stuck {
        stack::push_frames(stack, out);
    }
}
