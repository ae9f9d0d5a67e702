//! How a section went, in words.

use super::time;
use crate::model::{Content, Status, Value};

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

/// Whether nothing was written.
pub(super) fn is_blank(content: &Content) -> bool {
    match content {
        Content::Value(value) | Content::Configuration(value) => match value {
            Value::Unfinished => true,
            Value::Map(entries) => entries.is_empty(),
            Value::List(items) => items.is_empty(),
            _ => false,
        },
        Content::Threads(threads) => threads.threads.is_empty() && threads.notes.is_empty(),
        Content::Tasks(tasks) => tasks.tasks.is_empty() && tasks.notes.is_empty(),
    }
}
