//! In which order tasks are asked, how many at a time, and for how long.
//!
//! A report must not flood the run queues of the program, and must end whatever its executors do.
//! So few tasks are woken at a time, and who does not answer is given up: after a moment if it runs
//! or was never polled, for its thread's stack tells more or there is nothing to tell; after a while
//! if it waits for an executor; at the deadline in any case.
//!
//! The reporter looks for answers in turns. Between turns without any it pauses, each time longer;
//! from short pauses it is not woken by an answer: while there are many, that would cost the polls
//! of the program a system call each.

use std::time::{Duration, Instant};

/// So many tasks may be woken that have not answered.
const OUTSTANDING: usize = 1024;
/// For who runs, or was never polled.
const GRACE: Duration = Duration::from_millis(5);
/// For who waits for an executor that polls nobody.
pub(super) const PATIENCE: Duration = Duration::from_millis(500);
/// The first pause, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_micros(20), Duration::from_millis(2));
/// Tasks mostly answer in the order in which they are woken: behind so many that have not, the
/// others are not looked at in each turn. To look at a task that is being polled slows both down.
const SILENT: usize = 32;
/// Before pauses that are this long, all are looked at: those that ended do not answer.
const LONG: Duration = Duration::from_micros(160);

/// What is seen of a task that was woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// It has not answered.
    Nothing,
    /// It answered, and is to be asked once more.
    Again,
    /// It answered, or is gone.
    Settled,
}

/// The tasks that are asked, by their numbers.
pub(super) trait Asked {
    /// How many answers there are to be taken; they may be of tasks that were not woken yet.
    fn waiting(&mut self) -> u32;
    /// Wakes it; false if nobody can yet.
    fn wake(&mut self, task: usize) -> bool;
    /// Takes its answer.
    fn look(&mut self, task: usize) -> Look;
    /// Whether only its executor is missing: it does not run, and was polled before.
    fn is_idle(&mut self, task: usize) -> bool;
    /// What time it is.
    fn now(&mut self) -> Instant;
    /// Lets time pass; called where nothing is to be done.
    fn pause(&mut self, time: Duration);
}

/// A task that has not answered.
#[derive(Debug, Clone, Copy)]
struct Outstanding {
    task: usize,
    is_woken: bool,
    /// Whether it did not answer an earlier report, and was not polled since.
    is_late: bool,
}

struct Asking<'a, A> {
    asked: &'a mut A,
    outstanding: Vec<Outstanding>,
    /// Those that held up others: they are looked at again at the end.
    stuck: Vec<Outstanding>,
    /// When the last one answered or was woken.
    progress: Instant,
    pause: Duration,
}

/// Asks these tasks; those of `late` last, and they are not waited for.
pub(super) fn ask<A: Asked>(asked: &mut A, fresh: &[usize], late: &[usize], deadline: Instant) {
    let progress = asked.now();
    let mut asking = Asking {
        asked,
        outstanding: Vec::with_capacity(OUTSTANDING),
        stuck: Vec::new(),
        progress,
        pause: PAUSES.0,
    };
    let fresh = fresh.iter().map(|task| (*task, false));
    let mut queue = fresh.chain(late.iter().map(|task| (*task, true)));
    loop {
        let room = OUTSTANDING.saturating_sub(asking.outstanding.len());
        let added = asking.add(queue.by_ref().take(room));
        let has_more = queue.size_hint().0 > 0;
        if !has_more {
            asking.outstanding.append(&mut asking.stuck);
        }
        asking.wake();
        let is_moving = asking.look() || added;
        let now = asking.asked.now();
        if (asking.outstanding.is_empty() && !has_more) || now >= deadline {
            return;
        }
        if is_moving {
            (asking.progress, asking.pause) = (now, PAUSES.0);
        } else if asking.is_hopeless(now, has_more) {
            return;
        } else {
            asking.rest(deadline.saturating_duration_since(now));
        }
    }
}

impl<A: Asked> Asking<'_, A> {
    /// Adds tasks; whether there were any.
    fn add(&mut self, tasks: impl Iterator<Item = (usize, bool)>) -> bool {
        let before = self.outstanding.len();
        let new = |(task, is_late)| Outstanding { task, is_woken: false, is_late };
        self.outstanding.extend(tasks.map(new));
        self.outstanding.len() > before
    }

    fn wake(&mut self) {
        for outstanding in self.outstanding.iter_mut().filter(|o| !o.is_woken) {
            outstanding.is_woken = self.asked.wake(outstanding.task);
        }
    }

    /// Takes answers; whether there were any.
    fn look(&mut self) -> bool {
        let looks_at_all = self.pause >= LONG;
        let (mut waiting, mut silent) = (self.asked.waiting(), 0);
        let (before, mut answered) = (self.outstanding.len(), false);
        let asked = &mut *self.asked;
        self.outstanding.retain_mut(|outstanding| {
            if !looks_at_all && (waiting == 0 || silent == SILENT) {
                return true;
            }
            let look = asked.look(outstanding.task);
            match look {
                Look::Nothing => silent += 1,
                Look::Again | Look::Settled => waiting = waiting.saturating_sub(1),
            }
            if look == Look::Again {
                outstanding.is_woken = false;
                answered = true;
            }
            look != Look::Settled
        });
        answered || self.outstanding.len() < before
    }

    /// Whether waiting for those that are left is of no use; those that hold up others are put
    /// aside.
    fn is_hopeless(&mut self, now: Instant, has_more: bool) -> bool {
        let quiet = now.saturating_duration_since(self.progress);
        if quiet <= GRACE {
            return false;
        }
        if has_more {
            self.stuck.append(&mut self.outstanding);
            return false;
        }
        let asked = &mut *self.asked;
        quiet > PATIENCE || !self.outstanding.iter().any(|o| !o.is_late && asked.is_idle(o.task))
    }

    fn rest(&mut self, at_most: Duration) {
        self.asked.pause(self.pause.min(at_most));
        self.pause = (self.pause * 2).min(PAUSES.1);
    }
}

#[cfg(test)]
mod tests;
