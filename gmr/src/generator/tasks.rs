//! "Green Threads": every tracked task with what it waits for.

use super::threads;
use crate::capture::tasks;
#[cfg(any(test, feature = "tokio"))]
use crate::model::TaskState;
use crate::model::Tasks;
#[cfg(feature = "tokio")]
use crate::model::Untracked;
use crate::section::Out;
#[cfg(gmr_capture)]
use std::time::{Duration, Instant};

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

/// How many tasks the runtime has that are not tracked, if there are any.
#[cfg(feature = "tokio")]
fn untracked(tasks: &Tasks) -> Option<Untracked> {
    let alive = crate::section::runtime::current()?.metrics().num_alive_tasks() as u64;
    // What another task polls is no task of the runtime's own.
    let mut inner: Vec<u64> = tasks.tasks.iter().flat_map(|task| &task.awaits).copied().collect();
    inner.sort_unstable();
    let is_own = |id: u64, state| inner.binary_search(&id).is_err() && state != TaskState::Done;
    let own = tasks.tasks.iter().filter(|task| is_own(task.id, task.state));
    let tracked = own.count() as u64;
    (alive > tracked).then(|| Untracked::new("the tokio runtime", alive, tracked))
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
