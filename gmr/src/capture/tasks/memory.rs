//! What earlier reports found out about tasks that still live.

use crate::model::Trace;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// So many tasks are remembered at the most.
const MOST: usize = 128 * 1024;

/// The last known traces of tasks, and who did not answer. Both by the ids of the tasks, and in
/// their order.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    known: Vec<(u64, Known)>,
    /// Who did not answer, and how often it had been polled.
    late: Vec<(u64, u64)>,
}

/// What was found of a task.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) trace: Arc<Trace>,
    pub(super) awaits: Box<[u64]>,
    /// When the trace was taken.
    pub(super) taken: Instant,
    /// How often it had been polled when the report was over.
    pub(super) polls: u64,
    /// Since when it had waited.
    pub(super) waits_since: Instant,
}

impl Memory {
    /// Whether the task did not answer an earlier report, and has not been polled since.
    pub(super) fn is_late(&self, task: u64, polls: u64) -> bool {
        find(&self.late, task) == Some(&polls)
    }

    /// Since when a task waits that has been polled so often, and whose last poll was so long ago:
    /// polls for reports do not count.
    pub(super) fn waits_since(
        &self,
        task: u64,
        polls: u64,
        now: Instant,
        ago: Duration,
    ) -> Instant {
        let known = self.known(task).filter(|known| known.polls == polls);
        let last = now.checked_sub(ago).unwrap_or(now);
        known.map_or(last, |known| known.waits_since.min(last))
    }

    /// What was found of a task when it answered last.
    pub(super) fn known(&self, task: u64) -> Option<&Known> {
        find(&self.known, task)
    }

    /// Adds what was found of a task, behind those with smaller ids.
    pub(super) fn add(&mut self, task: u64, known: Known) {
        if self.known.len() < MOST {
            self.known.push((task, known));
        }
    }

    /// Adds a task that did not answer and had been polled so often.
    pub(super) fn add_late(&mut self, task: u64, polls: u64) {
        if self.late.len() < MOST {
            self.late.push((task, polls));
        }
    }
}

fn find<T>(all: &[(u64, T)], task: u64) -> Option<&T> {
    let at = all.binary_search_by_key(&task, |(id, _)| *id).ok()?;
    all.get(at).map(|(_, found)| found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_waits_since_its_last_poll_that_was_not_for_a_report() {
        let (now, second) = (Instant::now(), Duration::from_secs(1));
        let mut memory = Memory::default();
        let hour_ago = now.checked_sub(3600 * second).expect("the clock began before");
        let known = Known {
            trace: Arc::default(),
            awaits: Box::default(),
            taken: now,
            polls: 4,
            waits_since: hour_ago,
        };
        memory.add(1, known);
        memory.add_late(2, 7);
        assert_eq!(memory.waits_since(1, 4, now, second), hour_ago);
        assert_eq!(memory.waits_since(1, 5, now, second), now - second);
        assert_eq!(memory.waits_since(3, 4, now, second), now - second);
        assert!(memory.is_late(2, 7) && !memory.is_late(2, 8) && !memory.is_late(1, 4));
    }
}
