//! The tasks that live, as a report has them.

use crate::model::{Place, Task, TaskState};
use crate::sys::task::{Entry, State, entries};

/// All of them, by their ids.
pub(super) fn live() -> Vec<Entry> {
    let mut all = Vec::new();
    entries(|entry| all.push(entry));
    all.sort_unstable_by_key(|entry| entry.id);
    all
}

/// How far a task had come when a report began.
#[derive(Debug, Clone, Copy)]
#[cfg(gmr_capture)]
pub(super) struct Moment {
    pub(super) id: u64,
    pub(super) polls: u64,
    /// How long ago its last poll had ended.
    pub(super) ended: std::time::Duration,
}

/// How far all of them have come, by their ids.
#[cfg(gmr_capture)]
pub(super) fn moments() -> Vec<Moment> {
    let mut all = Vec::new();
    entries(|Entry { id, polls, ended, .. }| all.push(Moment { id, polls, ended }));
    all.sort_unstable_by_key(|moment| moment.id);
    all
}

/// What a report shows of a task before anything is known of its trace.
pub(super) fn shown(entry: &Entry) -> Task {
    let mut task = Task::new(entry.id);
    task.name = entry.name.as_deref().map(str::to_owned);
    task.detail = entry.detail.as_deref().map(str::to_owned);
    task.future = (entry.about.type_name)().into();
    task.size = entry.about.size as u64;
    task.spawned = Place {
        file: entry.place.file().into(),
        line: entry.place.line(),
        column: entry.place.column(),
    };
    task.parent = Some(entry.parent).filter(|parent| *parent != 0);
    // The clock is coarse, and may have stood when the task was made.
    let (started, ended) = (entry.started.min(entry.age), entry.ended.min(entry.age));
    task.state = match entry.state {
        State::New => TaskState::New,
        State::Idle => TaskState::Idle { since: ended },
        State::Running => TaskState::Running { thread: entry.thread, since: started },
        State::Done => TaskState::Done,
        State::Dropping => TaskState::Dropping { thread: entry.thread },
    };
    (task.age, task.polls, task.busy) = (entry.age, entry.polls, entry.busy);
    task
}
