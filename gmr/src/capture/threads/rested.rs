//! Threads that have not run since the last report: what was found then still holds.
//!
//! Most threads of a service wait for days. That one has not run is told by its processor clock,
//! which is as it was; it is still in the same system call, at the same place, and has not left
//! the processor again. What others may change is asked anew: its name, and how it is scheduled.

use super::passive::Sight;
use super::stacks::Stacks;
use super::unwind::{Place, Walked};
use crate::capture::proc::{CallState, Stat};
use crate::model::{Method, StackEnd, Switches, Thread, ThreadState};
use crate::sys::snapshot::task;
use std::collections::HashMap;
use std::sync::Arc;

/// So many threads are remembered; their stacks are shared with those that are named already.
const MOST: usize = 16 * 1024;

/// What the last report found of threads that slept all the while.
#[derive(Default)]
pub(super) struct Rested(HashMap<u64, Seen>);

struct Seen {
    moment: Moment,
    switches: Option<Switches>,
    call: Option<CallState>,
    places: Arc<[Place]>,
    left_out: u64,
}

/// When a thread was looked at, as it counts itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Moment {
    /// How long it had been on a processor.
    processor_time: Option<u64>,
    /// Tells it from others that get its id.
    start_ticks: u64,
}

impl Moment {
    /// The moment at which `stat` is read, if the clock is read before.
    pub(super) fn new(processor_time: Option<u64>, stat: &Stat) -> Self {
        Moment { processor_time, start_ticks: stat.start_ticks }
    }
}

impl Rested {
    /// How often the thread has left the processor, if it has not run since it was seen.
    pub(super) fn switches(&self, id: u64, now: Moment) -> Option<Switches> {
        self.0.get(&id).filter(|seen| seen.moment == now)?.switches
    }

    /// Where the thread sleeps, if it has not run since it was seen.
    pub(super) fn sight(&self, id: u64) -> Option<(Sight, &[Place])> {
        let seen = self.0.get(&id)?;
        if task::processor_time(id) != seen.moment.processor_time {
            return None;
        }
        let walked = Walked { left_out: seen.left_out, end: StackEnd::Root, is_whole: true };
        Some((Sight { call: seen.call, walked: Ok(walked) }, &seen.places))
    }

    /// Remembers the threads that have slept since the moment that is given for each, but not how
    /// often they had left the processor. Those that were read asleep have a clock that tells it.
    pub(super) fn remember(
        &mut self,
        threads: &[Thread],
        moments: &[Moment],
        calls: &[Option<CallState>],
        stacks: &Stacks,
    ) {
        self.0.clear();
        for ((thread, moment), call) in threads.iter().zip(moments).zip(calls).take(MOST) {
            let sleeps = thread.state == Some(ThreadState::Sleeping);
            let (Ok(stack), Some(Method::Passive), true) = (&thread.stack, thread.method, sleeps)
            else {
                continue;
            };
            let is_still = || task::processor_time(thread.id) == moment.processor_time;
            if let Some((places, left_out)) = stacks.whole(*stack)
                && moment.processor_time.is_some()
                && is_still()
            {
                let (moment, switches, call) = (*moment, None, *call);
                let seen = Seen { moment, switches, call, places, left_out };
                self.0.insert(thread.id, seen);
            }
        }
    }

    /// Remembers how often they had left the processor. Of one that has run since the moment it
    /// does not matter: its clock tells that.
    pub(super) fn count(&mut self, threads: &[Thread]) {
        for thread in threads {
            if let Some(seen) = self.0.get_mut(&thread.id) {
                seen.switches = thread.switches;
            }
        }
    }

    /// Forgets all of them: code may have changed, or memory is wanted.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::capture::threads::tests::{Subject, report, wait};
    use crate::capture::threads::{Capture, Tasks};
    use crate::sys::snapshot::testing::turn;
    use std::sync::mpsc::TryRecvError;
    use std::thread;

    fn moment(id: u64) -> Moment {
        let processor_time = task::processor_time(id);
        Moment::new(processor_time, &Tasks::open().unwrap().stat(id).unwrap())
    }

    #[test]
    fn only_one_that_has_not_run_is_remembered() {
        let _turn = turn();
        let mut capture = Capture::install(None).unwrap();
        let sleeps = Subject::start("sleeps", wait);
        let runs = Subject::start("runs", |stopped| {
            while stopped.try_recv() != Err(TryRecvError::Disconnected) {
                thread::yield_now();
            }
        });
        let id = sleeps.id;
        sleeps.wait_until_asleep();
        let first = report(&mut capture);
        let (seen, _) = capture.rested.sight(id).unwrap();
        assert!(seen.is_whole());
        assert!(capture.rested.sight(runs.id).is_none());
        let switches = capture.rested.switches(id, moment(id));
        assert_eq!(switches, first.threads.iter().find(|t| t.id == id).unwrap().switches);

        let second = report(&mut capture);
        let stack = |threads: &crate::model::Threads| threads.stack_of(id).cloned().unwrap();
        assert_eq!(stack(&first), stack(&second));
        let before = moment(id);
        sleeps.stop();
        assert!(capture.rested.sight(id).is_none());
        assert!(capture.rested.switches(id, before).is_some());
        capture.forget();
        assert!(capture.rested.switches(id, before).is_none());
        runs.stop();
    }
}
