//! What other crates wait in.

use super::*;
use crate::sys::snapshot::task;
use crate::sys::snapshot::testing::turn;
use std::sync::{Arc, mpsc};

fn told(body: impl FnOnce() + Send + 'static, wake: impl FnOnce()) -> (WaitKind, String) {
    let _turn = turn();
    let subject = Subject::start("waits", move |_| body());
    let told = reason(&subject, &["futex", "epoll_wait", "epoll_pwait"]);
    wake();
    subject.stop();
    told
}

#[test]
fn locks_of_parking_lot() {
    let mutex = Arc::new(parking_lot::Mutex::new(()));
    let guard = mutex.lock();
    let other = Arc::clone(&mutex);
    let (kind, words) = told(move || drop(other.lock()), || drop(guard));
    assert_eq!((kind, words.as_str()), (WaitKind::Lock, "waits for a parking_lot Mutex"));

    let lock = Arc::new(parking_lot::RwLock::new(()));
    let guard = lock.write();
    let other = Arc::clone(&lock);
    let (_, words) = told(move || drop(other.read()), || drop(guard));
    assert_eq!(words, "waits to read through a parking_lot RwLock");
    let guard = lock.read();
    let other = Arc::clone(&lock);
    let (_, words) = told(move || drop(other.write()), || drop(guard));
    assert_eq!(words, "waits to write through a parking_lot RwLock");
}

#[test]
fn a_condvar_of_parking_lot() {
    let pair = Arc::new((parking_lot_0_12::Mutex::new(false), parking_lot_0_12::Condvar::new()));
    let other = Arc::clone(&pair);
    let wait = move || {
        let mut done = other.0.lock();
        while !*done {
            other.1.wait(&mut done);
        }
    };
    let (kind, words) = told(wait, || {
        *pair.0.lock() = true;
        pair.1.notify_all();
    });
    assert_eq!(kind, WaitKind::Notification);
    assert_eq!(words, "waits on a parking_lot Condvar");
}

#[test]
fn a_program_in_block_on_of_tokio() {
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let block = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let _ = runtime.block_on(stopped);
    };
    let (kind, words) = told(block, || drop(stop));
    assert_eq!((kind, words.as_str()), (WaitKind::Park, "is parked by tokio in block_on"));
}

#[test]
fn a_receiver_that_blocks_on_a_channel_of_tokio() {
    let (send, mut receive) = tokio::sync::mpsc::channel::<()>(1);
    let (kind, words) = told(move || assert_eq!(receive.blocking_recv(), None), || drop(send));
    assert_eq!(kind, WaitKind::Notification);
    assert_eq!(words, "waits to receive from a tokio channel");
}

#[test]
fn workers_of_tokio_and_its_blocking_pool() {
    let _turn = turn();
    let (tell, ids) = mpsc::channel();
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let on_start = move || tell.send(task::thread_id()).unwrap();
    let runtime = builder.worker_threads(2).enable_all().on_thread_start(on_start).build().unwrap();
    runtime.block_on(runtime.spawn_blocking(|| ())).unwrap();
    let threads: Vec<u64> = (0..3).map(|_| ids.recv().unwrap()).collect();
    for id in &threads {
        wait_until_in(*id, &["futex", "epoll_wait", "epoll_pwait"]);
    }
    let mut capture = Capture::install(None).unwrap();
    let report = report(&mut capture);
    let mut reasons: Vec<String> =
        threads.iter().map(|id| thread_of(&report, *id).wait.clone().unwrap().reason).collect();
    reasons.sort();
    let idle = "is parked by tokio: no task to run";
    let pool = "is parked by tokio's blocking pool: no work";
    assert_eq!(reasons, [pool, idle, idle]);
}

#[test]
fn a_task_that_blocks_a_worker_is_not_idle() {
    let _turn = turn();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let (tell, id) = mpsc::channel();
    let (stop, stopped) = mpsc::channel::<()>();
    runtime.spawn(async move {
        tell.send(task::thread_id()).unwrap();
        let _ = stopped.recv();
    });
    let id = id.recv().unwrap();
    wait_until_in(id, &["futex"]);
    let mut capture = Capture::install(None).unwrap();
    let report = report(&mut capture);
    let wait = thread_of(&report, id).wait.clone().unwrap();
    assert_eq!(wait.reason, "waits to receive from a std channel");
    drop(stop);
}
