//! Threads that wait for each other.

use super::*;
use crate::sys::snapshot::task;
use crate::sys::snapshot::testing::turn;
use crate::sys::snapshot::testing_locks::{Mutex, RwLock};
use std::sync::{Arc, Barrier};

/// Starts threads each of which takes the lock with its number and then `then` the next one.
fn ring(locks: &[Arc<Mutex>], then: fn(&Mutex)) -> Vec<Subject> {
    let all_have_one = Arc::new(Barrier::new(locks.len()));
    let start = |number: usize| {
        let (first, all) = (Arc::clone(&locks[number]), Arc::clone(&all_have_one));
        let second = Arc::clone(&locks[(number + 1) % locks.len()]);
        Subject::start(&format!("ring{number}"), move |_| {
            first.lock();
            all.wait();
            then(&second);
            second.unlock();
            if !Arc::ptr_eq(&first, &second) {
                first.unlock();
            }
        })
    };
    let subjects: Vec<Subject> = (0..locks.len()).map(start).collect();
    let tasks = Tasks::open().unwrap();
    // In the lock, and not any more in the barrier.
    for (number, subject) in subjects.iter().enumerate() {
        let address = locks[(number + 1) % locks.len()].address();
        let is_there = || match tasks.system_call(subject.id) {
            Ok(CallState::InCall(call)) => call.arguments[0] == address,
            _ => false,
        };
        while !is_there() {
            thread::yield_now();
        }
    }
    subjects
}

/// The rings of which one of these is a part.
fn rings_of(threads: &Threads, subjects: &[Subject]) -> Vec<Vec<(u64, Option<u64>)>> {
    let is_ours = |(id, _): &(u64, Option<u64>)| subjects.iter().any(|s| s.id == *id);
    let rings = threads.deadlocks.iter().map(|deadlock| deadlock.ring.clone());
    rings.filter(|ring| ring.iter().any(is_ours)).collect()
}

fn mutexes(count: usize) -> Vec<Arc<Mutex>> {
    (0..count).map(|_| Arc::new(Mutex::new())).collect()
}

#[cfg(target_env = "gnu")]
#[test]
fn threads_that_wait_for_each_other_are_a_deadlock() {
    let _turn = turn();
    for count in [2, 3] {
        let locks = mutexes(count);
        let subjects = ring(&locks, Mutex::lock);
        let mut capture = Capture::install(None).unwrap();
        let threads = report(&mut capture);
        let rings = rings_of(&threads, &subjects);
        let [found] = &rings[..] else { panic!("{rings:?}") };
        assert_eq!(found.len(), count);
        for (number, subject) in subjects.iter().enumerate() {
            let (lock, next) = (&locks[(number + 1) % count], &subjects[(number + 1) % count]);
            let at = found.iter().position(|(id, _)| *id == subject.id).unwrap();
            assert_eq!(found[at].1, Some(lock.address()));
            assert_eq!(found[(at + 1) % count].0, next.id);
            let wait = thread_of(&threads, subject.id).wait.clone().unwrap();
            let (address, owner) = (lock.address(), next.id);
            let expect = format!("waits for a pthread mutex at {address:#x} that #{owner} has");
            assert_eq!(wait.reason, expect);
        }
        // One lock given back, and all go on.
        locks[0].unlock();
        subjects.into_iter().for_each(Subject::stop);
        assert!(report(&mut capture).deadlocks.is_empty());
    }
}

#[cfg(target_env = "gnu")]
#[test]
fn a_thread_can_wait_for_itself() {
    let _turn = turn();
    let locks = mutexes(1);
    let subjects = ring(&locks, Mutex::lock);
    let mut capture = Capture::install(None).unwrap();
    let threads = report(&mut capture);
    let ring = vec![(subjects[0].id, Some(locks[0].address()))];
    assert_eq!(rings_of(&threads, &subjects), [ring]);
    locks[0].unlock();
    subjects.into_iter().for_each(Subject::stop);
}

#[test]
fn a_ring_that_breaks_by_itself_is_no_deadlock() {
    let _turn = turn();
    let locks = mutexes(2);
    let subjects = ring(&locks, |lock| {
        lock.lock_for(86_400);
    });
    let mut capture = Capture::install(None).unwrap();
    let threads = report(&mut capture);
    assert!(rings_of(&threads, &subjects).is_empty());
    locks[0].unlock();
    subjects.into_iter().for_each(Subject::stop);
}

#[cfg(target_env = "gnu")]
#[test]
fn a_chain_names_owners_and_is_no_deadlock() {
    let _turn = turn();
    let lock = Arc::new(RwLock::new());
    lock.write();
    let mutex = Arc::new(Mutex::inheriting_priority());
    mutex.lock();
    let me = task::thread_id();
    let (first, second) = (Arc::clone(&lock), Arc::clone(&mutex));
    let subjects = [
        Subject::start("reads", move |_| {
            first.read();
            first.unlock();
        }),
        Subject::start("inherits", move |_| {
            second.lock();
            second.unlock();
        }),
    ];
    let expect = [
        format!("waits to read through a pthread rwlock at {:#x} that #{me} has", lock.address()),
        // The function has no name where glibc's symbols are stripped.
        format!("waits for a lock (priority inheritance) at {:#x} that #{me} has", mutex.address()),
    ];
    for (subject, expect) in subjects.iter().zip(expect) {
        let (thread, threads) = report_in(subject, &["futex"]);
        let reason = thread.wait.unwrap().reason;
        let named = reason.replace("a pthread mutex at", "a lock (priority inheritance) at");
        assert_eq!(named, expect);
        assert!(threads.deadlocks.is_empty());
    }
    lock.unlock();
    mutex.unlock();
    subjects.into_iter().for_each(Subject::stop);
}

#[cfg(target_env = "gnu")]
#[test]
fn the_owner_is_told_with_those_who_wait() {
    let _turn = turn();
    let mutex = Arc::new(Mutex::new());
    mutex.lock();
    let start = |name| {
        let other = Arc::clone(&mutex);
        Subject::start(name, move |_| {
            other.lock();
            other.unlock();
        })
    };
    let subjects = [start("one"), start("two")];
    for subject in &subjects {
        wait_until_in(subject.id, &["futex"]);
    }
    let mut capture = Capture::install(None).unwrap();
    let threads = report(&mut capture);
    let is_ours = |contention: &&crate::model::Contention| contention.address == mutex.address();
    let contention = threads.contentions.iter().find(is_ours).unwrap();
    assert_eq!(contention.owner, Some(task::thread_id()));
    assert_eq!((contention.what.as_str(), contention.waiters.len()), ("a pthread mutex", 2));
    mutex.unlock();
    subjects.into_iter().for_each(Subject::stop);
}
