//! The runtimes of tokio in which tracked tasks were seen: each knows how many tasks it has, of
//! which others may not be tracked.
//!
//! A runtime is noted where a task is spawned by this crate, and where one answers to a report. A
//! handle does not keep a runtime alive, but some of its memory: so those of dropped runtimes are
//! forgotten whenever the list is read or grows. That a runtime is gone is known by a task without
//! content, the probe, which a living one completes (or keeps, if nobody runs it) and a dropped
//! one cancels at once.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
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

struct Known {
    handle: Handle,
    probe: Option<JoinHandle<()>>,
}

static KNOWN: Mutex<Vec<Known>> = Mutex::new(Vec::new());

thread_local! {
    /// What this thread has noted last: on most threads there never is another.
    static NOTED: Cell<Option<Id>> = const { Cell::new(None) };
    static SPAWNED: Cell<u32> = const { Cell::new(0) };
}

/// How often a spawn looks at its runtime, which costs as much as to count a reference.
const EVERY: u32 = 64;

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
    let id = handle.id();
    // A thread that ends has noted its runtime before.
    let last = NOTED.try_with(|noted| noted.replace(Some(id)));
    if last.is_ok_and(|last| last != Some(id)) {
        note_this(handle);
    }
}

/// Notes a runtime.
pub(crate) fn note_this(handle: Handle) {
    let id = handle.id();
    let Some(known) = try_lock() else { return };
    if known.iter().any(|known| known.handle.id() == id) {
        return;
    }
    let mut living = take(known);
    living.retain_mut(Known::is_alive);
    living.push(Known { handle, probe: None });
    put_back(living);
}

/// The runtimes that have not been dropped.
pub(crate) fn runtimes() -> Vec<Runtime> {
    let Some(known) = try_lock() else { return Vec::new() };
    let mut known = take(known);
    let mut list = Vec::new();
    known.retain_mut(|runtime| {
        // Counted before it is asked, which adds a task.
        let description = runtime.describe();
        let is_alive = runtime.is_alive();
        list.extend(is_alive.then_some(description));
        is_alive
    });
    put_back(known);
    list
}

/// Not waited for: in a fork child the one who holds it may be missing. It is held for moments.
fn try_lock() -> Option<MutexGuard<'static, Vec<Known>>> {
    match KNOWN.try_lock() {
        Ok(known) => Some(known),
        Err(TryLockError::Poisoned(known)) => Some(known.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

/// To spawn, to poll and to drop may run code of the program: so it is done without the lock.
fn take(mut known: MutexGuard<'static, Vec<Known>>) -> Vec<Known> {
    std::mem::take(&mut *known)
}

/// Others may have noted something meanwhile, even the same.
fn put_back(mut living: Vec<Known>) {
    let mut list = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let noted = std::mem::take(&mut *list);
    let is_new = |new: &Known| !living.iter().any(|old| old.handle.id() == new.handle.id());
    let (new, again): (Vec<_>, Vec<_>) = noted.into_iter().partition(is_new);
    living.extend(new);
    *list = living;
    drop(list);
    drop(again);
}

impl Known {
    /// Asks by a probe. The program's own hook for spawned tasks may panic at it.
    fn is_alive(&mut self) -> bool {
        catch_unwind(AssertUnwindSafe(|| self.answers())).unwrap_or(true)
    }

    /// One probe at a time: a runtime that nobody runs keeps it.
    fn answers(&mut self) -> bool {
        let pending = self.probe.take().filter(|probe| !probe.is_finished());
        let mut probe = pending.unwrap_or_else(|| self.handle.spawn(std::future::ready(())));
        let mut context = Context::from_waker(Waker::noop());
        let is_cancelled = matches!(Pin::new(&mut probe).poll(&mut context), Poll::Ready(Err(_)));
        self.probe = Some(probe);
        !is_cancelled
    }

    fn describe(&self) -> Runtime {
        let alive = self.handle.metrics().num_alive_tasks();
        let probe = self.probe.as_ref().is_some_and(|probe| !probe.is_finished());
        Runtime { handle: self.handle.clone(), alive: alive.saturating_sub(usize::from(probe)) }
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
