//! Why the trace of a task is missing, or may be wrong.

use super::asking::PATIENCE;
use super::inquiry::Told;
use crate::sys::task::{Entry, State};
use std::time::Duration;

/// It answered, and its trace is empty.
pub(super) const NO_WAKER: &str =
    "nothing took its waker when it was polled: it waits for something that will not wake it";

/// Its polls did not agree.
pub(super) const UNSTEADY: &str =
    "it saw other places in each poll: of its branches, some may be behind it";

/// The program wants it so.
const SPARED: &str = "not asked: it is spared by `not_asked`";

/// Why a task did not answer; nothing if its state says that.
pub(super) fn reason(entry: &Entry, told: Option<&Told>) -> Option<String> {
    if entry.is_spared {
        return (entry.state == State::Idle).then(|| SPARED.to_owned());
    }
    let Some(told) = told else {
        return match entry.state {
            State::New | State::Done => None,
            _ => Some("not asked: it was made while the report was".to_owned()),
        };
    };
    let why = match entry.state {
        State::New | State::Done => return None,
        State::Running => format!("it runs on thread {}", entry.thread),
        State::Dropping => format!("it is being dropped on thread {}", entry.thread),
        State::Idle if told.is_late => {
            "its executor has not polled it since an earlier report woke it".to_owned()
        }
        State::Idle if told.wakes == 0 => "its waker does not work from other threads".to_owned(),
        State::Idle => format!("its executor did not poll it within {PATIENCE:?}"),
    };
    Some(format!("did not answer: {why}"))
}

/// As [`reason`], of a task whose last known trace is shown, which was taken so long ago.
pub(super) fn with_last(reason: Option<String>, ago: Duration) -> String {
    // Alike for all tasks of one earlier report.
    let ago = Duration::from_millis(u64::try_from(ago.as_millis() / 100 * 100).unwrap_or(u64::MAX));
    let last = format!("its last known trace is shown, of {ago:?} ago");
    reason.map_or_else(|| last.clone(), |reason| format!("{reason}; {last}"))
}
