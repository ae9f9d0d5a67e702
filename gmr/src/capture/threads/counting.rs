//! How often threads have left the processor.
//!
//! The file that says it takes the kernel longer to write than the other two of a thread, and
//! nothing waits for it before the report is put together: of many threads it is read while their
//! stacks are named.

use super::together::{FEW, Together};
use crate::capture::proc::Tasks;
use crate::model::{Switches, Thread};
use std::sync::Arc;
use std::time::Instant;

/// Of which threads it is to be read.
pub(super) struct Counting {
    tasks: Arc<Tasks>,
    unknown: Vec<Unknown>,
    reads: Option<Together<Unknown, Known>>,
}

struct Unknown {
    /// The place in the list of all.
    index: usize,
    id: u64,
}

struct Known {
    index: usize,
    switches: Option<Switches>,
}

impl Counting {
    /// Reads it of the threads of which it is not known, if these are few.
    pub(super) fn new(tasks: &Arc<Tasks>, threads: &mut [Thread], deadline: Instant) -> Self {
        let unknown = threads.iter().enumerate().filter(|(_, thread)| thread.switches.is_none());
        let unknown: Vec<_> =
            unknown.map(|(index, thread)| Unknown { index, id: thread.id }).collect();
        let is_few = unknown.len() <= FEW;
        let mut counting = Counting { tasks: Arc::clone(tasks), unknown, reads: None };
        if is_few {
            counting.begin(deadline);
            counting.finish(threads);
        }
        counting
    }

    /// Begins, if there is anything to read.
    pub(super) fn begin(&mut self, deadline: Instant) {
        let (tasks, unknown) = (Arc::clone(&self.tasks), std::mem::take(&mut self.unknown));
        let read = move |thread: &Unknown| Known {
            index: thread.index,
            switches: tasks.switches(thread.id),
        };
        self.reads = Some(Together::begin("gmr-switches", unknown, deadline, read));
    }

    /// Fills in what was read; by then all is, or time is up.
    pub(super) fn finish(&mut self, threads: &mut [Thread]) {
        let reads = self.reads.take().into_iter();
        for Known { index, switches } in reads.flat_map(Together::finish) {
            if let Some(thread) = threads.get_mut(index) {
                thread.switches = switches;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sys::snapshot::task;
    use std::time::Duration;

    /// So many times this thread, counted if it is not known how often it left the processor.
    fn counted(threads: usize, known: Option<Switches>) -> Vec<Thread> {
        let tasks = Arc::new(Tasks::open().unwrap());
        let mut thread = Thread::new(task::thread_id());
        thread.switches = known;
        let mut threads = vec![thread; threads];
        let deadline = Instant::now() + Duration::from_secs(60);
        let mut counting = Counting::new(&tasks, &mut threads, deadline);
        counting.begin(deadline);
        counting.finish(&mut threads);
        threads
    }

    #[test]
    fn of_few_and_of_many_threads_each_is_counted() {
        for len in [1, FEW, FEW + 1, 4 * FEW] {
            assert!(counted(len, None).iter().all(|thread| thread.switches.is_some()), "of {len}");
        }
    }

    #[test]
    fn what_is_known_is_not_read_again() {
        let known = Some(Switches { voluntary: u64::MAX, involuntary: 0 });
        for len in [1, 4 * FEW] {
            assert!(counted(len, known).iter().all(|thread| thread.switches == known));
        }
    }
}
