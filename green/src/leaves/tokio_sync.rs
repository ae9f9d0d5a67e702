//! What waits in `tokio::sync`, and in its macros.

use crate::case::{Case, leaf};
use futures::executor::block_on;
use std::sync::Arc;
use tokio::sync::{Barrier, Mutex, Notify, OnceCell, RwLock, Semaphore, SetOnce};
use tokio::sync::{broadcast, mpsc, oneshot, watch};

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = channels();
    cases.extend(more_channels());
    cases.extend(locks());
    cases.extend(events());
    cases.extend(branches());
    cases
}

fn channels() -> Vec<Case> {
    vec![
        {
            let (tx, mut rx) = mpsc::channel::<u8>(1);
            let wait = async move {
                rx.recv().await // waits
            };
            leaf("tokio mpsc recv", &["recv"], wait, move || drop(tx))
        },
        {
            let (tx, mut rx) = mpsc::channel::<u8>(1);
            let wait = async move {
                let mut all = Vec::new();
                rx.recv_many(&mut all, 9).await // waits
            };
            leaf("tokio mpsc recv_many", &["recv_many"], wait, move || drop(tx))
        },
        {
            let (tx, mut rx) = mpsc::channel::<u8>(1);
            let wait = async move {
                tx.send(0).await.unwrap();
                tx.send(1).await // waits
            };
            let end = move || (rx.blocking_recv(), rx);
            leaf("tokio mpsc send, full", &["send"], wait, end)
        },
        {
            let (tx, rx) = mpsc::channel::<u8>(1);
            let wait = async move {
                tx.closed().await; // waits
            };
            leaf("tokio mpsc closed", &["closed"], wait, move || drop(rx))
        },
        {
            let (tx, mut rx) = mpsc::unbounded_channel::<u8>();
            let wait = async move {
                rx.recv().await // waits
            };
            leaf("tokio mpsc recv, unbounded", &["recv"], wait, move || tx.send(1))
        },
    ]
}

fn more_channels() -> Vec<Case> {
    vec![
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let wait = async move {
                rx.await // waits
            };
            leaf("tokio oneshot", &["oneshot::Receiver"], wait, move || tx.send(1))
        },
        {
            let (mut tx, rx) = oneshot::channel::<u8>();
            let wait = async move {
                tx.closed().await // waits
            };
            leaf("tokio oneshot closed", &["closed"], wait, move || drop(rx))
        },
        {
            let (tx, mut rx) = broadcast::channel::<u8>(4);
            let wait = async move {
                rx.recv().await // waits
            };
            leaf("tokio broadcast recv", &["recv"], wait, move || tx.send(1))
        },
        {
            let (tx, mut rx) = watch::channel(0);
            let wait = async move {
                rx.changed().await // waits
            };
            leaf("tokio watch changed", &["changed"], wait, move || tx.send(1).map(|()| tx))
        },
        {
            let (tx, mut rx) = watch::channel(0);
            let wait = async move {
                rx.wait_for(|n| *n == 2).await.map(|n| *n) // waits
            };
            leaf("tokio watch wait_for", &["wait_for"], wait, move || tx.send(2).map(|()| tx))
        },
    ]
}

fn locks() -> Vec<Case> {
    vec![
        {
            let lock = Arc::new(Mutex::new(0));
            let held = lock.clone().try_lock_owned();
            let wait = async move {
                *lock.lock().await += 1; // waits
            };
            leaf("tokio Mutex lock", &["lock"], wait, move || drop(held))
        },
        {
            let lock = Arc::new(Mutex::new(0));
            let held = lock.clone().try_lock_owned();
            let wait = async move {
                *lock.lock_owned().await += 1; // waits
            };
            leaf("tokio Mutex lock_owned", &["lock_owned"], wait, move || drop(held))
        },
        {
            let lock = Arc::new(RwLock::new(0));
            let held = lock.clone().try_write_owned();
            let wait = async move {
                let _value = *lock.read().await; // waits
            };
            leaf("tokio RwLock read", &["read"], wait, move || drop(held))
        },
        {
            let lock = Arc::new(RwLock::new(0));
            let held = lock.clone().try_read_owned();
            let wait = async move {
                *lock.write().await += 1; // waits
            };
            leaf("tokio RwLock write", &["write"], wait, move || drop(held))
        },
        {
            let permits = Arc::new(Semaphore::new(1));
            let more = permits.clone();
            let wait = async move {
                permits.acquire_many(3).await.unwrap().forget(); // waits
            };
            leaf("tokio Semaphore", &["acquire_many"], wait, move || more.add_permits(2))
        },
        {
            let cell = Arc::new(OnceCell::<u8>::new());
            let (tx, rx) = oneshot::channel::<u8>();
            let wait = async move {
                let init = async || rx.await.unwrap();
                cell.get_or_init(init).await; // waits
            };
            leaf("tokio OnceCell", &["get_or_init", "oneshot"], wait, move || tx.send(1))
        },
    ]
}

fn events() -> Vec<Case> {
    vec![
        {
            let event = Arc::new(Notify::new());
            let notify = event.clone();
            let wait = async move {
                event.notified().await; // waits
            };
            leaf("tokio Notify", &["Notified"], wait, move || notify.notify_waiters())
        },
        {
            let barrier = Arc::new(Barrier::new(2));
            let other = barrier.clone();
            let wait = async move {
                barrier.wait().await; // waits
            };
            leaf("tokio Barrier", &["wait"], wait, move || block_on(other.wait()).is_leader())
        },
        {
            let once = Arc::new(SetOnce::<u8>::new());
            let set = once.clone();
            let wait = async move {
                once.wait().await; // waits
            };
            leaf("tokio SetOnce", &["wait"], wait, move || set.set(1).is_ok())
        },
    ]
}

fn branches() -> Vec<Case> {
    vec![
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let (other_tx, mut other_rx) = mpsc::channel::<u8>(1);
            let event = Notify::new();
            let wait = async move {
                tokio::select! { // waits
                    _ = rx => {}
                    () = event.notified() => {}
                    _ = other_rx.recv() => {}
                }
                drop(other_tx);
            };
            leaf("tokio select!", &["oneshot", "Notified", "recv"], wait, move || tx.send(1))
        },
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let event = Arc::new(Notify::new());
            let permits = Arc::new(Semaphore::new(0));
            let (notify, more) = (event.clone(), permits.clone());
            let wait = async move {
                let _all = tokio::join!(rx, event.notified(), permits.acquire()); // waits
            };
            let end = move || {
                notify.notify_waiters();
                more.add_permits(1);
                tx.send(1)
            };
            leaf("tokio join!", &["oneshot", "Notified", "Acquire"], wait, end)
        },
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let wait = async move {
                tokio::select! { // waits
                    () = std::future::pending::<()>() => {}
                    _ = rx => {}
                }
            };
            leaf("select! with pending()", &["oneshot"], wait, move || tx.send(1))
        },
    ]
}
