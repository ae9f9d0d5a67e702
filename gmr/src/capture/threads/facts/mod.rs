//! What is known of each thread beside its stack, and what it waits for.

mod call;
mod contention;
mod descriptor;
mod function;
mod futex;
mod owner;
mod reason;
mod ring;
mod rules;
mod since;
mod time;

use crate::capture::proc::{CallState, Stat, Tasks, age, ticks};
use crate::model::{CpuTime, Switches, Thread, Threads};
use reason::{Reasons, Waiter};
use since::{LastRuns, Watched};
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// Even when naming the functions took all the time: it is little work for much.
const GRACE: Duration = Duration::from_millis(100);

/// A thread as the kernel describes it.
pub(super) fn of_kernel(stat: Stat, switches: Option<Switches>) -> Thread {
    let cpu = CpuTime { user: ticks(stat.user_ticks), system: ticks(stat.system_ticks) };
    let mut thread = Thread::new(stat.id);
    thread.age = age(stat.start_ticks);
    thread.cpu = Some(cpu);
    thread.policy = stat.policy.words();
    thread.switches = switches;
    thread.state = Some(stat.state);
    thread.name = stat.name;
    thread
}

/// Tells what threads wait for; remembers since when.
#[derive(Default)]
pub(super) struct Facts {
    watched: Watched,
}

impl Facts {
    /// For how long threads have not run, before any of them is asked for its stack.
    pub(super) fn last_runs(&self, tasks: &Tasks, threads: &[Thread]) -> LastRuns {
        LastRuns::read(tasks, threads, &self.watched)
    }

    /// Says of each thread in which system call it is, what it waits for and since when, and of
    /// all of them which wait for the same or for each other.
    ///
    /// `calls` has the threads' order. The stacks have names by now, if they get any.
    pub(super) fn describe(
        &mut self,
        threads: &mut Threads,
        calls: &[Option<CallState>],
        runs: &LastRuns,
        tasks: &Tasks,
        deadline: Instant,
    ) {
        let deadline = deadline.max(Instant::now() + GRACE);
        let ids: HashSet<u64> = threads.threads.iter().map(|thread| thread.id).collect();
        let mut reasons = Reasons::new(tasks, &threads.stacks, &ids);
        let mut waiters: Vec<Waiter> = Vec::new();
        let mut left_out = 0_usize;
        for (thread, call) in threads.threads.iter_mut().zip(calls) {
            if Instant::now() >= deadline {
                left_out += 1;
                continue;
            }
            waiters.extend(reasons.tell(thread, *call));
        }
        threads.contentions = contention::find(&waiters);
        let links: Vec<ring::Link> = waiters.iter().filter_map(Waiter::link).collect();
        threads.deadlocks = ring::find(&links, tasks, reasons.memory());
        self.watched.tell(threads, runs, tasks, deadline);
        if left_out > 0 {
            let note =
                format!("time was up: of {left_out} threads it is not known what they wait for");
            threads.notes.push(note);
        }
    }
}

#[cfg(test)]
mod tests;
