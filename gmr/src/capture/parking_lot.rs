//! Deadlocks that parking_lot's own detector finds.
//!
//! It knows who has which lock, which the locks themselves do not tell. A thread that it finds is
//! taken out of the lock's queue, tells its calls and sleeps for ever, and is not found again: so
//! what was found is kept.

use super::function;
use crate::model::{Deadlock, Frame, Thread, Threads};
use std::sync::{Mutex, PoisonError};

/// What was found until now.
static FOUND: Mutex<Vec<Found>> = Mutex::new(Vec::new());

/// A deadlock.
struct Found {
    /// The calls of each of its threads.
    calls: Vec<Calls>,
    /// The threads, as soon as they are known.
    ring: Vec<(u64, Option<u64>)>,
}

/// Where a thread returns to, innermost first.
type Calls = Vec<u64>;

/// Adds the deadlocks among these threads, as both versions of parking_lot find them.
///
/// This waits for the threads that are found, and so is nothing for a thread that others wait
/// for.
pub(crate) fn add_deadlocks(threads: &mut Threads) {
    /// The calls of each thread of each deadlock.
    macro_rules! found_by {
        ($parking_lot:ident) => {
            $parking_lot::deadlock::check_deadlock().into_iter().map(|ring| -> Vec<Calls> {
                let stacks = ring.iter().map(|thread| thread.backtrace().frames());
                // The outermost may be nowhere.
                let calls = |frame: &backtrace::BacktraceFrame| {
                    Some(frame.ip() as u64).filter(|address| *address != 0)
                };
                stacks.map(|frames| frames.iter().filter_map(calls).collect()).collect()
            })
        };
    }
    let found = found_by!(parking_lot).chain(found_by!(parking_lot_0_12));
    let found: Vec<Vec<Calls>> = found.collect();
    let mut known = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
    known.extend(found.into_iter().map(|calls| Found { calls, ring: Vec::new() }));
    let is_there = |id: u64| threads.threads.iter().any(|thread| thread.id == id);
    known.retain(|found| found.ring.iter().all(|(id, _)| is_there(*id)));
    for found in &mut *known {
        if found.ring.is_empty() {
            found.ring = ids(threads, &found.calls).unwrap_or_default();
        }
        // Of threads that did not wait yet when they were looked at, the next report says which.
        threads.deadlocks.push(Deadlock { ring: found.ring.clone() });
    }
}

/// The threads with these calls, each once, if all of them are seen waiting.
fn ids(threads: &Threads, ring: &[Calls]) -> Option<Vec<(u64, Option<u64>)>> {
    let mut ids: Vec<(u64, Option<u64>)> = Vec::new();
    for calls in ring {
        let is_free = |thread: &&Thread| ids.iter().all(|(id, _)| *id != thread.id);
        let waits = threads.threads.iter().filter(is_parked).filter(is_free);
        let same = waits.filter_map(|thread| Some((thread.id, same(threads, thread, calls)?)));
        let (best, _) = same.max_by_key(|(_, same)| *same)?;
        ids.push((best, None));
    }
    Some(ids)
}

/// Whether the thread waits for a lock of parking_lot.
fn is_parked(thread: &&Thread) -> bool {
    thread.wait.as_ref().is_some_and(|wait| wait.reason.contains("parking_lot"))
}

/// How many calls the thread has in common with those that the detector saw, if these are all that
/// lead to the lock: within it the detector's own are new.
fn same(threads: &Threads, thread: &Thread, calls: &[u64]) -> Option<usize> {
    let stack = threads.stacks.get(*thread.stack.as_ref().ok()?)?;
    // An inlined function returns where its caller does, and stands further in.
    let mut frames: Vec<&Frame> = stack.frames.iter().map(AsRef::as_ref).collect();
    frames.dedup_by_key(|frame| frame.address);
    let own: Calls = frames.iter().map(|frame| frame.address).collect();
    let common = common(&own, calls);
    let inner = frames.get(frames.len().checked_sub(common + 1)?)?;
    function::name(inner)?.contains("parking_lot").then_some(common)
}

/// How many of the outermost calls are the same.
fn common(calls: &[u64], others: &[u64]) -> usize {
    let pairs = calls.iter().rev().zip(others.iter().rev());
    pairs.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{Capture, CaptureMode};
    use crate::sys::snapshot::task;
    use crate::sys::snapshot::testing::turn;
    use parking_lot::Mutex as Lock;
    use std::sync::{Arc, Barrier, mpsc};
    use std::time::{Duration, Instant};

    /// A thread that has one lock and waits for the other, for ever.
    fn start(locks: [Arc<Lock<()>>; 2], both: &Arc<Barrier>) -> u64 {
        let (tell, id) = mpsc::channel();
        let both = Arc::clone(both);
        std::thread::spawn(move || {
            let _first = locks[0].lock();
            both.wait();
            tell.send(task::thread_id()).unwrap();
            let _second = locks[1].lock();
        });
        id.recv().unwrap()
    }

    #[test]
    fn what_the_detector_found_is_in_every_report() {
        let _turn = turn();
        let [a, b] = [Arc::new(Lock::new(())), Arc::new(Lock::new(()))];
        let both = Arc::new(Barrier::new(2));
        let (c, d, other) = (Arc::clone(&a), Arc::clone(&b), Arc::clone(&both));
        let second = std::thread::spawn(move || start([d, c], &other));
        let mut ids = vec![start([a, b], &both), second.join().unwrap()];
        ids.sort_unstable();
        let mut capture = Capture::open(CaptureMode::PassiveFirst, None).unwrap();
        let mut report = || {
            let deadline = Instant::now() + Duration::from_secs(60);
            capture.threads(deadline, &mut |_| {})
        };
        let is_stuck = |threads: &Threads, id: u64| {
            threads.threads.iter().any(|thread| thread.id == id && is_parked(&thread))
        };
        // Both sleep soon.
        while !ids.iter().all(|id| is_stuck(&report(), *id)) {
            std::thread::yield_now();
        }
        // As if they had been elsewhere when they were looked at.
        let mut early = Threads::default();
        add_deadlocks(&mut early);
        assert_eq!(early.deadlocks, [Deadlock { ring: Vec::new() }]);

        // By now they sleep elsewhere, or tell their calls.
        let first = loop {
            let mut threads = report();
            add_deadlocks(&mut threads);
            match &threads.deadlocks[..] {
                [only] if !only.ring.is_empty() => break only.clone(),
                _ => std::thread::yield_now(),
            }
        };
        let mut found: Vec<u64> = first.ring.iter().map(|(id, _)| *id).collect();
        found.sort_unstable();
        assert_eq!(found, ids);
        let mut again = report();
        add_deadlocks(&mut again);
        assert_eq!(again.deadlocks, [first]);
    }

    #[test]
    fn calls_are_compared_from_the_outermost_on() {
        assert_eq!(common(&[9, 2, 1], &[8, 7, 2, 1]), 2);
        assert_eq!(common(&[], &[1]), 0);
        assert_eq!(common(&[1], &[1]), 1);
    }
}
