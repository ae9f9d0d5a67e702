//! Deadlocks that parking_lot's own detector finds.
//!
//! It knows who has which lock, which the locks themselves do not tell. A thread that it finds is
//! taken out of the lock's queue, tells its calls and sleeps for ever, and is not found again: so
//! what was found is kept.

use crate::model::{Deadlock, Thread, Threads};
use std::sync::{Mutex, PoisonError};

/// What was found until now.
static FOUND: Mutex<Vec<Deadlock>> = Mutex::new(Vec::new());

/// Where a thread returns to, innermost first.
type Calls = Vec<u64>;

/// The deadlocks among these threads, as both versions of parking_lot find them.
///
/// This waits for the threads that are found, and so is nothing for a thread that others wait
/// for.
pub(crate) fn deadlocks(threads: &Threads) -> Vec<Deadlock> {
    /// The calls of each thread of each deadlock.
    macro_rules! found_by {
        ($parking_lot:ident) => {
            $parking_lot::deadlock::check_deadlock().into_iter().map(|ring| -> Vec<Calls> {
                let frames = ring.iter().map(|thread| thread.backtrace().frames());
                frames.map(|all| all.iter().map(|frame| frame.ip() as u64).collect()).collect()
            })
        };
    }
    let found = found_by!(parking_lot).chain(found_by!(parking_lot_0_12));
    let found: Vec<Vec<Calls>> = found.collect();
    let mut known = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
    let is_there = |id: u64| threads.threads.iter().any(|thread| thread.id == id);
    known.retain(|deadlock| deadlock.ring.iter().all(|(id, _)| is_there(*id)));
    known.extend(found.iter().map(|ring| Deadlock { ring: ids(threads, ring) }));
    known.clone()
}

/// The threads with these calls, each once.
fn ids(threads: &Threads, ring: &[Calls]) -> Vec<(u64, Option<u64>)> {
    let mut ids: Vec<(u64, Option<u64>)> = Vec::new();
    for calls in ring {
        let is_free = |thread: &&Thread| ids.iter().all(|(id, _)| *id != thread.id);
        let waits = threads.threads.iter().filter(is_parked).filter(is_free);
        // The calls of the detector itself are new, those of the program are the same.
        let best = waits.max_by_key(|thread| common(&calls_of(threads, thread), calls));
        ids.extend(best.map(|thread| (thread.id, None)));
    }
    ids
}

/// Whether the thread waits for a lock of parking_lot.
fn is_parked(thread: &&Thread) -> bool {
    thread.wait.as_ref().is_some_and(|wait| wait.reason.contains("parking_lot"))
}

fn calls_of(threads: &Threads, thread: &Thread) -> Calls {
    let stack = thread.stack.as_ref().ok().and_then(|index| threads.stacks.get(*index));
    // An inlined function returns where its caller does.
    let mut calls: Calls =
        stack.into_iter().flat_map(|s| s.frames.iter()).map(|frame| frame.address).collect();
    calls.dedup();
    calls
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
        let first = loop {
            let threads = report();
            if ids.iter().all(|id| is_stuck(&threads, *id)) {
                break deadlocks(&threads);
            }
            std::thread::yield_now();
        };
        let mut found: Vec<u64> = first[0].ring.iter().map(|(id, _)| *id).collect();
        found.sort_unstable();
        assert_eq!(found, ids);
        // By now they sleep elsewhere, or tell their calls.
        assert_eq!(deadlocks(&report()), first);
    }

    #[test]
    fn calls_are_compared_from_the_outermost_on() {
        assert_eq!(common(&[9, 2, 1], &[8, 7, 2, 1]), 2);
        assert_eq!(common(&[], &[1]), 0);
        assert_eq!(common(&[1], &[1]), 1);
    }
}
