//! "Green Threads": every tracked task with what it waits for.

use super::threads;
use crate::capture::tasks;
#[cfg(all(feature = "tokio", tokio_unstable))]
use crate::model::Task;
#[cfg(any(test, feature = "tokio"))]
use crate::model::TaskState;
use crate::model::Tasks;
#[cfg(feature = "tokio")]
use crate::model::Untracked;
use crate::section::Out;
#[cfg(all(feature = "tokio", tokio_unstable))]
use std::cmp::Reverse;
#[cfg(gmr_capture)]
use std::time::{Duration, Instant};

/// How many places are named that spawned tasks which are not tracked.
#[cfg(all(feature = "tokio", tokio_unstable))]
const PLACES: usize = 20;

/// Kept back from the section's time, so that it ends before it is given up; of a short time a
/// quarter.
#[cfg(gmr_capture)]
const MARGIN: Duration = Duration::from_millis(500);
/// The time to work with where nobody waits.
#[cfg(gmr_capture)]
const UNHURRIED: Duration = Duration::from_secs(5);

/// Writes the section.
pub(super) fn write(out: Out<'_>) {
    let mut tasks = collected(&out);
    if threads::is_forked() && !tasks.tasks.is_empty() {
        let note = "this process is a fork: tasks of its parent are polled only if their executor \
                    is here, too";
        tasks.notes.push(note.to_owned());
    }
    #[cfg(feature = "tokio")]
    {
        tasks.untracked = untracked(&tasks).into_iter().collect();
        #[cfg(tokio_unstable)]
        tasks.notes.extend(untracked_by_place(&tasks));
    }
    out.tasks(tasks);
}

/// Where stacks cannot be walked, tasks have no traces.
#[cfg(not(gmr_capture))]
fn collected(_out: &Out<'_>) -> Tasks {
    tasks::untraced(Some("stacks are not captured on this target"))
}

#[cfg(gmr_capture)]
fn collected(out: &Out<'_>) -> Tasks {
    let now = Instant::now();
    let time = out.deadline().map_or(UNHURRIED, |until| until.saturating_duration_since(now));
    let deadline = now + (time - MARGIN.min(time / 4));
    let mut keep = |early| out.tasks(early);
    threads::with_capture(|capture| tasks::traced(capture, deadline, &mut keep))
        .unwrap_or_else(|why| tasks::untraced(Some(&why)))
}

/// How many tasks the runtimes have that are not tracked, if there are any.
///
/// Tracked tasks do not say which executor runs them, and it may be another than tokio's: then some
/// that are not tracked are overlooked.
#[cfg(feature = "tokio")]
fn untracked(found: &Tasks) -> Option<Untracked> {
    crate::section::runtime::current().map(tasks::runtimes::note_this);
    let known = tasks::runtimes::runtimes();
    let alive = known.iter().map(|runtime| runtime.alive as u64).sum();
    let name = match known.len() {
        0 | 1 => "the tokio runtime".to_owned(),
        number => format!("the {number} tokio runtimes"),
    };
    // What another task polls is no task of the runtime's own.
    let mut inner: Vec<u64> = found.tasks.iter().flat_map(|task| &task.awaits).copied().collect();
    inner.sort_unstable();
    let is_own = |id: u64, state| inner.binary_search(&id).is_err() && state != TaskState::Done;
    let own = found.tasks.iter().filter(|task| is_own(task.id, task.state));
    let tracked = own.count() as u64;
    (alive > tracked).then(|| Untracked::new(name, alive, tracked))
}

/// Where tasks come from that are not tracked, if a runtime counts all.
#[cfg(all(feature = "tokio", tokio_unstable))]
fn untracked_by_place(found: &Tasks) -> Vec<String> {
    let mut places: Vec<_> = tasks::places::untracked_by_place().into_iter().collect();
    places.sort_by_key(|(place, alive)| (Reverse(*alive), *place));
    let notes = places.into_iter().filter_map(|(place, alive)| {
        // Which task of tokio's one is shows at its first poll.
        let is_here = |task: &&Task| {
            task.state == TaskState::New
                && (&*task.spawned.file, task.spawned.line) == (place.file(), place.line())
        };
        let unpolled = found.tasks.iter().filter(is_here).count() as u64;
        let untracked = alive.checked_sub(unpolled).filter(|untracked| *untracked > 0)?;
        let (tasks, are, were) = match untracked {
            1 => ("task", "is", "was"),
            _ => ("tasks", "are", "were"),
        };
        Some(format!("{untracked} {tasks} that {are} not tracked {were} spawned at {place}"))
    });
    notes.take(PLACES).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]

    use super::*;
    use crate::generator::written;
    use crate::model::Content;
    use gmr::Traced;

    fn shown() -> Tasks {
        match written(write) {
            Content::Tasks(tasks) => tasks,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_task_is_listed_for_as_long_as_it_lives() {
        let line = line!() + 1;
        let task = async {}.traced_as("listed here");
        let is_it = |task: &&crate::model::Task| task.name.as_deref() == Some("listed here");
        let shown_of_it = shown().tasks.iter().find(is_it).cloned();
        let found = shown_of_it.unwrap_or_else(|| panic!("it is not listed"));
        assert_eq!((found.id, found.state), (task.id(), TaskState::New));
        assert_eq!((&*found.spawned.file, found.spawned.line), (file!(), line));
        drop(task);
        assert_eq!(shown().tasks.iter().find(is_it), None);
    }
}
