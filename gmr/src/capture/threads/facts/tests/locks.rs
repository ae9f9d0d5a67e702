//! Locks, and other things of std and of the C library that threads wait for.

use super::*;
use crate::sys::snapshot::testing::turn;
use crate::sys::snapshot::testing_locks as c;
use std::sync::{Arc, Barrier, Condvar, Mutex, Once, RwLock, mpsc};
use std::time::Duration;

/// The reason of a thread that does this, split where the address is, and the whole report.
fn told(
    body: impl FnOnce() + Send + 'static,
    wake: impl FnOnce(&Subject),
) -> (WaitKind, String, Option<u64>) {
    let _turn = turn();
    let subject = Subject::start("waits", move |_| body());
    let (thread, threads) = report_in(&subject, &["futex"]);
    wake(&subject);
    subject.stop();
    let wait = thread.wait.unwrap();
    let words = match wait.reason.split_once(" at 0x") {
        Some((words, address)) => {
            let digits = address.split(' ').next().unwrap();
            assert_eq!(Some(u64::from_str_radix(digits, 16).unwrap()), wait.on);
            words.to_owned()
        }
        None => wait.reason.clone(),
    };
    let is_known = thread.call.as_ref().unwrap().name.as_deref() == Some("futex");
    assert!(is_known && thread.call.unwrap().detail.unwrap().contains("WAIT"));
    assert!(threads.deadlocks.is_empty(), "{:?}", threads.deadlocks);
    (wait.kind, words, wait.on)
}

/// Whether the address is in the value.
fn is_in<T>(value: &T, address: Option<u64>) -> bool {
    let begin = std::ptr::from_ref(value) as u64;
    address.is_some_and(|address| (begin..begin + size_of::<T>() as u64).contains(&address))
}

#[test]
fn a_std_mutex() {
    let mutex = Arc::new(Mutex::new(7_u64));
    let guard = mutex.lock().unwrap();
    let other = Arc::clone(&mutex);
    let (kind, words, on) = told(move || drop(other.lock().unwrap()), |_| drop(guard));
    assert_eq!((kind, words.as_str()), (WaitKind::Lock, "waits for a std Mutex"));
    assert!(is_in(&*mutex, on));
}

#[test]
fn a_std_rwlock_for_readers_and_for_writers() {
    let lock = Arc::new(RwLock::new(7_u64));
    let guard = lock.write().unwrap();
    let other = Arc::clone(&lock);
    let (kind, words, read) = told(move || drop(other.read().unwrap()), |_| drop(guard));
    assert_eq!((kind, words.as_str()), (WaitKind::Lock, "waits to read through a std RwLock"));
    let guard = lock.read().unwrap();
    let other = Arc::clone(&lock);
    let (_, words, write) = told(move || drop(other.write().unwrap()), |_| drop(guard));
    assert_eq!(words, "waits to write through a std RwLock");
    assert!(is_in(&*lock, read));
    assert_eq!(read, write);
}

#[test]
fn a_std_condvar_with_and_without_a_limit() {
    for limit in [None, Some(Duration::from_secs(86_400))] {
        let pair = Arc::new((Mutex::new(false), Condvar::new()));
        let other = Arc::clone(&pair);
        let wait = move || {
            let mut done = other.0.lock().unwrap();
            while !*done {
                done = match limit {
                    Some(limit) => other.1.wait_timeout(done, limit).unwrap().0,
                    None => other.1.wait(done).unwrap(),
                };
            }
        };
        let (kind, words, on) = told(wait, |_| {
            *pair.0.lock().unwrap() = true;
            pair.1.notify_all();
        });
        assert_eq!((kind, words.as_str()), (WaitKind::Notification, "waits on a std Condvar"));
        assert!(is_in(&pair.1, on));
    }
}

#[test]
fn a_std_once() {
    let once = Arc::new(Once::new());
    let (begun, begins) = mpsc::channel();
    let (end, ends) = mpsc::channel::<()>();
    let runs = Arc::clone(&once);
    let runner = thread::spawn(move || {
        runs.call_once(|| {
            begun.send(()).unwrap();
            let _ = ends.recv();
        });
    });
    begins.recv().unwrap();
    let other = Arc::clone(&once);
    let (kind, words, on) = told(move || other.call_once(|| ()), |_| drop(end));
    assert_eq!(kind, WaitKind::Lock);
    assert_eq!(words, "waits for a std Once that another thread runs");
    assert!(is_in(&*once, on));
    runner.join().unwrap();
}

#[test]
fn a_parked_thread() {
    let (tell, thread) = mpsc::channel();
    let (may_end, ends) = mpsc::channel::<()>();
    let park = move || {
        tell.send(thread::current()).unwrap();
        while ends.try_recv() == Err(mpsc::TryRecvError::Empty) {
            thread::park();
        }
    };
    let (kind, words, on) = told(park, move |_| {
        drop(may_end);
        thread.recv().unwrap().unpark();
    });
    assert_eq!((kind, words.as_str()), (WaitKind::Park, "is parked by std::thread::park"));
    assert!(on.is_some());
}

#[test]
fn both_ends_of_a_std_channel() {
    let (send, receive) = mpsc::channel::<u8>();
    let (kind, words, on) = told(move || assert!(receive.recv().is_err()), |_| drop(send));
    assert_eq!(kind, WaitKind::Notification);
    assert_eq!((words.as_str(), on), ("waits to receive from a std channel", None));
    let (send, receive) = mpsc::sync_channel::<u8>(0);
    let (_, words, _) = told(move || assert!(send.send(1).is_err()), |_| drop(receive));
    assert_eq!(words, "waits to send to a std channel");
    let (send, receive) = mpsc::channel::<u8>();
    let limit = Duration::from_secs(86_400);
    let (_, words, _) = told(move || assert!(receive.recv_timeout(limit).is_err()), |_| drop(send));
    assert_eq!(words, "waits to receive from a std channel");
}

#[test]
fn a_std_barrier() {
    let barrier = Arc::new(Barrier::new(2));
    let other = Arc::clone(&barrier);
    let (kind, words, on) = told(
        move || {
            other.wait();
        },
        |_| {
            barrier.wait();
        },
    );
    assert_eq!((kind, words.as_str()), (WaitKind::Notification, "waits at a std Barrier"));
    assert!(is_in(&*barrier, on));
}

#[test]
fn a_thread_that_is_joined_is_named() {
    let joined = Subject::start("joined", wait);
    let id = joined.id;
    let (told_stop, stop) = mpsc::channel();
    let (kind, words, _) = told(
        move || {
            let Subject { stop, thread, .. } = joined;
            told_stop.send(stop).unwrap();
            thread.join().unwrap();
        },
        |_| drop(stop.recv().unwrap()),
    );
    assert_eq!((kind, words), (WaitKind::Join, format!("waits for thread #{id} to end")));
}

#[test]
fn a_thread_that_c_joins_is_named() {
    let joined = Subject::start("joined", wait);
    let id = joined.id;
    let Subject { stop, thread, .. } = joined;
    let (kind, words, _) = told(move || c::join(thread), |_| drop(stop));
    assert_eq!((kind, words), (WaitKind::Join, format!("waits for thread #{id} to end")));
}

#[test]
fn a_scope_waits_for_its_threads() {
    let (stop, stopped) = mpsc::channel::<()>();
    let scope = move || thread::scope(|scope| drop(scope.spawn(move || stopped.recv())));
    let (kind, words, _) = told(scope, |_| drop(stop));
    assert_eq!(kind, WaitKind::Join);
    assert_eq!(words, "waits for the threads of a std::thread::scope");
}

#[test]
fn the_locks_of_the_c_library() {
    let mutex = Arc::new(c::Mutex::new());
    mutex.lock();
    let other = Arc::clone(&mutex);
    let body = move || {
        other.lock();
        other.unlock();
    };
    let (kind, words, on) = told(body, |_| mutex.unlock());
    assert_eq!((kind, words.as_str()), (WaitKind::Lock, "waits for a pthread mutex"));
    assert_eq!(on, Some(mutex.address()));

    let lock = Arc::new(c::RwLock::new());
    for (write, expect) in [(false, "waits to read"), (true, "waits to write")] {
        lock.write();
        let other = Arc::clone(&lock);
        let body = move || {
            if write {
                other.write()
            } else {
                other.read()
            }
            other.unlock();
        };
        let (_, words, on) = told(body, |_| lock.unlock());
        assert_eq!(words, format!("{expect} through a pthread rwlock"));
        assert_eq!(on, Some(lock.address()));
    }
}

#[test]
fn notifications_of_the_c_library() {
    let condition = Arc::new(c::Condition::new());
    let other = Arc::clone(&condition);
    let (kind, words, _) = told(move || other.wait(), |_| condition.notify());
    assert_eq!(kind, WaitKind::Notification);
    assert_eq!(words, "waits on a pthread condition variable");
    let semaphore = Arc::new(c::Semaphore::new());
    let other = Arc::clone(&semaphore);
    let (_, words, on) = told(move || other.wait(), |_| semaphore.post());
    // glibc jumps to a function that has no name where its symbols are stripped.
    assert!(["waits on a semaphore", "waits on a futex"].contains(&words.as_str()), "{words}");
    assert_eq!(on, Some(semaphore.address()));
}

#[test]
fn threads_that_wait_for_the_same_are_counted_together() {
    let _turn = turn();
    let mutex = Arc::new(Mutex::new(()));
    let guard = mutex.lock().unwrap();
    let start = |number| {
        let other = Arc::clone(&mutex);
        Subject::start(&format!("w{number}"), move |_| drop(other.lock().unwrap()))
    };
    let subjects: Vec<Subject> = (0..12).map(start).collect();
    for subject in &subjects {
        wait_until_in(subject.id, &["futex"]);
    }
    let mut capture = Capture::install(None).unwrap();
    let threads = report(&mut capture);
    drop(guard);
    let of_ours = |address| is_in(&*mutex, Some(address));
    let found: Vec<_> = threads.contentions.iter().filter(|c| of_ours(c.address)).collect();
    assert_eq!(found.len(), 1);
    let mut ids: Vec<u64> = subjects.iter().map(|subject| subject.id).collect();
    ids.sort_unstable();
    assert_eq!(found[0].waiters, ids);
    assert_eq!((found[0].what.as_str(), found[0].owner), ("a std Mutex", None));
    subjects.into_iter().for_each(Subject::stop);
}
