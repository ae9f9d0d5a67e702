//! The runtimes of tokio in which tracked tasks were seen: each knows how many tasks it has, of
//! which others may not be tracked.
//!
//! A runtime is noted where a task is spawned by this crate, and where one answers to a report. A
//! handle does not keep a runtime alive, but some of its memory: so those of dropped runtimes are
//! forgotten whenever the list is read or grows. That a runtime is gone is known by a task without
//! content, the probe, which a living one completes (or keeps, if nobody runs it) and a dropped
//! one cancels at once.

use super::atomic::{PATIENCE, pause};
use crate::lock::free;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};
use tokio::runtime::{Handle, Id};
use tokio::task::JoinHandle;

/// A runtime that had not been dropped a moment ago.
#[derive(Debug)]
pub(crate) struct Runtime {
    pub(crate) handle: Handle,
    /// Its tasks, without the probe. Those of a `LocalSet` are not among them.
    pub(crate) alive: usize,
}

#[derive(Clone)]
struct Known {
    handle: Handle,
    /// The task that asks it, until it has answered.
    probe: Arc<Mutex<Option<JoinHandle<()>>>>,
}

static KNOWN: Mutex<Vec<Known>> = Mutex::new(Vec::new());

thread_local! {
    /// What this thread has noted last: on most threads there never is another.
    static NOTED: Cell<Option<Id>> = const { Cell::new(None) };
    static SPAWNED: Cell<u32> = const { Cell::new(0) };
}

/// How often a spawn looks at its runtime, which costs as much as to count a reference.
const EVERY: u32 = 64;

/// How many runtimes are noted before the dropped ones are looked for, and at each doubling.
const FEW: usize = 16;

/// Turns after which a poll leaves the list alone: with these nobody sleeps.
const TURNS: u32 = 96;

/// Called at every spawn. Threads that spawn on one runtime after the other are rare, and what is
/// overlooked is noted when the task answers: so a busy thread looks at few of its spawns.
pub(crate) fn note_sometimes() {
    let spawned = SPAWNED.try_with(|count| count.replace(count.get().wrapping_add(1)));
    if spawned.is_ok_and(|count| count < EVERY || count.is_multiple_of(EVERY)) {
        note();
    }
}

/// Notes the runtime that this thread is in, if any.
#[cold]
pub(crate) fn note() {
    let Ok(handle) = Handle::try_current() else { return };
    let id = Some(handle.id());
    // A thread that ends has noted its runtime before.
    let is_new = NOTED.try_with(|noted| noted.get() != id).unwrap_or(false);
    if is_new && note_this(handle) {
        let _ = NOTED.try_with(|noted| noted.set(id));
    }
}

/// Notes a runtime. False: others kept the list for too long.
pub(crate) fn note_this(handle: Handle) -> bool {
    let Some(mut known) = lock(TURNS) else { return false };
    let id = handle.id();
    if known.iter().any(|known| known.handle.id() == id) {
        return true;
    }
    known.push(Known { handle, probe: Arc::default() });
    let has_doubled = known.len() >= FEW && known.len().is_power_of_two();
    drop(known);
    if has_doubled {
        drop(runtimes());
    }
    true
}

/// The runtimes that have not been dropped; those that have been are forgotten.
pub(crate) fn runtimes() -> Vec<Runtime> {
    // To spawn, to poll and to drop may run code of the program: so it is done without the lock,
    // on copies that live for longer than what is forgotten.
    let Some(known) = lock(PATIENCE).map(|known| known.clone()) else { return Vec::new() };
    let living: Vec<_> = known.iter().filter_map(Known::look).collect();
    if living.len() < known.len()
        && let Some(mut list) = lock(PATIENCE)
    {
        let lives = |id| living.iter().any(|runtime| runtime.handle.id() == id);
        // Others may have noted something meanwhile.
        let is_new = |id| known.iter().all(|known| known.handle.id() != id);
        list.retain(|it| lives(it.handle.id()) || is_new(it.handle.id()));
    }
    living
}

/// It is held for moments, but in a fork child the one who holds it may be missing.
fn lock(turns: u32) -> Option<MutexGuard<'static, Vec<Known>>> {
    (0..turns).find_map(|turn| {
        let known = free(KNOWN.try_lock());
        if known.is_none() {
            pause(turn);
        }
        known
    })
}

impl Known {
    /// The runtime, unless it has been dropped.
    fn look(&self) -> Option<Runtime> {
        // Counted before it is asked, which adds a task.
        let alive = self.handle.metrics().num_alive_tasks();
        let Some(mut probe) = free(self.probe.try_lock()) else {
            // Another report asks at this very moment.
            return Some(self.with(alive.saturating_sub(1)));
        };
        let is_asked = probe.as_ref().is_some_and(|probe| !probe.is_finished());
        // The program's own hook for spawned tasks may panic at a probe.
        let lives = catch_unwind(AssertUnwindSafe(|| self.answers(&mut probe))).unwrap_or(true);
        lives.then(|| self.with(alive.saturating_sub(usize::from(is_asked))))
    }

    fn with(&self, alive: usize) -> Runtime {
        Runtime { handle: self.handle.clone(), alive }
    }

    /// One probe at a time: a runtime that nobody runs keeps it.
    fn answers(&self, probe: &mut Option<JoinHandle<()>>) -> bool {
        let pending = probe.take().filter(|probe| !probe.is_finished());
        let mut asked = pending.unwrap_or_else(|| self.handle.spawn(std::future::ready(())));
        let mut context = Context::from_waker(Waker::noop());
        let is_cancelled = matches!(Pin::new(&mut asked).poll(&mut context), Poll::Ready(Err(_)));
        *probe = Some(asked);
        !is_cancelled
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "in a test a panic is the verdict")]

    use super::*;
    use tokio::runtime::Builder;

    fn alive(id: Id) -> Option<usize> {
        runtimes().iter().find(|runtime| runtime.handle.id() == id).map(|runtime| runtime.alive)
    }

    #[test]
    fn a_runtime_is_known_with_its_tasks_until_it_is_dropped() {
        let runtime = Builder::new_current_thread().build().unwrap();
        let id = runtime.handle().id();
        runtime.block_on(async {
            tokio::spawn(std::future::pending::<()>());
            assert_eq!(alive(id), None);
            note();
            assert_eq!(alive(id), Some(1));
        });
        // Nobody runs it: then it keeps one probe, which is not counted.
        for _ in 0..3 {
            assert_eq!(alive(id), Some(1));
        }
        assert_eq!(runtime.metrics().num_alive_tasks(), 2);
        drop(runtime);
        assert_eq!(alive(id), None);
    }

    #[test]
    fn threads_that_note_at_once_forget_none() {
        const RUNTIMES: usize = 2 * FEW;
        let runtimes: Vec<_> =
            (0..RUNTIMES).map(|_| Builder::new_current_thread().build().unwrap()).collect();
        let start = std::sync::Barrier::new(RUNTIMES);
        std::thread::scope(|scope| {
            for runtime in &runtimes {
                scope.spawn(|| {
                    let id = Some(runtime.handle().id());
                    let noted = async {
                        start.wait();
                        while NOTED.get() != id {
                            note();
                        }
                    };
                    runtime.block_on(noted);
                });
            }
        });
        for runtime in &runtimes {
            assert_eq!(alive(runtime.handle().id()), Some(0));
        }
    }

    #[test]
    fn a_thread_may_spawn_on_several_runtimes() {
        let runtimes: Vec<_> =
            (0..3).map(|_| Builder::new_current_thread().build().unwrap()).collect();
        for runtime in runtimes.iter().chain(&runtimes) {
            runtime.block_on(async { note_sometimes() });
        }
        for runtime in &runtimes {
            assert_eq!(alive(runtime.handle().id()), Some(0));
        }
    }
}
