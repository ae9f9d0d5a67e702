//! The list of the threads, without stacks.

use super::facts;
use super::rested::{Moment, Rested};
use super::together::Together;
use crate::capture::proc::{Stat, Tasks, thread_ids};
use crate::model::{Thread, Threads};
use crate::sys::snapshot::task;
use rustix::io::Errno;
use std::collections::HashSet;
use std::io;
use std::sync::Arc;
use std::time::Instant;

/// What was read of a thread, and how long it had been on a processor before.
struct Seen {
    id: u64,
    processor_time: Option<u64>,
    stat: io::Result<Stat>,
}

/// The ids of the threads.
pub(super) fn ids(threads: &mut Threads) -> Vec<u64> {
    thread_ids().unwrap_or_else(|error| {
        threads.notes.push(format!("cannot list the threads: {error}"));
        Vec::new()
    })
}

/// Lists the threads, main before the others; says at which moment of each.
pub(super) fn list(
    ids: Vec<u64>,
    tasks: &Arc<Tasks>,
    rested: &Rested,
    threads: &mut Threads,
    deadline: Instant,
) -> Vec<Moment> {
    let main = u64::from(std::process::id());
    let mut seen = read(ids, tasks, deadline);
    seen.sort_unstable_by_key(|seen| (seen.id != main, seen.id));
    let mut moments = Vec::with_capacity(seen.len());
    let mut unreadable = (0, None);
    for Seen { id, processor_time, stat } in seen {
        let (thread, moment) = match stat {
            Ok(stat) => {
                let moment = Moment::new(processor_time, &stat);
                (facts::of_kernel(stat, rested.switches(id, moment)), moment)
            }
            // It is no thread of the process any more.
            Err(error) if has_ended(&error) => continue,
            Err(error) => {
                unreadable = (unreadable.0 + 1, Some(error));
                (Thread::new(id), Moment::default())
            }
        };
        threads.threads.push(thread);
        moments.push(moment);
    }
    if let (count, Some(error)) = unreadable {
        let note = format!("of {count} threads not even the names can be read: {error}");
        threads.notes.push(note);
    }
    moments
}

/// Reads of each what the kernel tells; of those that time was too short for, says so.
fn read(ids: Vec<u64>, tasks: &Arc<Tasks>, deadline: Instant) -> Vec<Seen> {
    let all = ids.clone();
    let tasks = Arc::clone(tasks);
    let read = move |id: &u64| Seen {
        id: *id,
        processor_time: task::processor_time(*id),
        stat: tasks.stat(*id),
    };
    let mut seen = Together::begin("gmr-list", ids, deadline, read).finish();
    if seen.len() < all.len() {
        let known: HashSet<u64> = seen.iter().map(|seen| seen.id).collect();
        let late = || Err(io::Error::new(io::ErrorKind::TimedOut, "time was up"));
        let lost = all.into_iter().filter(|id| !known.contains(id));
        seen.extend(lost.map(|id| Seen { id, processor_time: None, stat: late() }));
    }
    seen
}

/// Whether what is asked of the kernel says that the thread is gone.
fn has_ended(error: &io::Error) -> bool {
    let gone = [Errno::SRCH, Errno::NOENT].map(Errno::raw_os_error);
    error.raw_os_error().is_some_and(|error| gone.contains(&error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::time::Duration;

    #[test]
    fn who_could_not_be_looked_at_in_time_is_in_the_list_with_the_reason() {
        let tasks = Arc::new(Tasks::open().unwrap());
        let me = task::thread_id();
        let mut threads = Threads::default();
        list(vec![me], &tasks, &Rested::default(), &mut threads, Instant::now());
        assert_eq!(threads.threads.iter().map(|thread| thread.id).collect::<Vec<_>>(), [me]);
        let note = "of 1 threads not even the names can be read: time was up";
        assert_eq!(threads.notes, [note]);
    }

    #[test]
    fn a_thread_of_which_nothing_can_be_read_is_not_left_out() {
        let id = task::thread_id();
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(id.to_string())).unwrap();
        std::fs::write(folder.path().join(format!("{id}/stat")), "").unwrap();
        let tasks = Arc::new(Tasks::at(folder.path()).unwrap());
        let soon = Instant::now() + Duration::from_secs(60);
        let mut threads = Threads::default();
        // Of the other there is nothing, as if it had ended.
        list(vec![id, 0], &tasks, &Rested::default(), &mut threads, soon);
        let Threads { threads, notes, .. } = threads;
        assert_eq!(threads, [Thread::new(id)]);
        let note = "of 1 threads not even the names can be read: ";
        assert!(matches!(&notes[..], [only] if only.starts_with(note)), "{notes:?}");
    }
}
