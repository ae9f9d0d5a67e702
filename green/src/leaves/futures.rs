//! What waits in `futures` and in `futures-concurrency`.

use crate::case::{Case, Shown, case, leaf};
use futures::channel::{mpsc, oneshot};
use futures::future::{FutureExt, abortable, join_all, select_all};
use futures::stream::{FuturesUnordered, StreamExt, iter, select};
use futures_concurrency::prelude::*;
use gmr::Traced;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tokio::sync::Notify;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = branches();
    cases.extend(leaves());
    cases.extend(adapters());
    cases.extend(containers());
    cases.extend(more_containers());
    cases
}

type Many = (Vec<oneshot::Sender<u8>>, Vec<oneshot::Receiver<u8>>);

fn channels(number: usize) -> Many {
    (0..number).map(|_| oneshot::channel()).unzip()
}

fn send_all(all: Vec<oneshot::Sender<u8>>) -> impl FnOnce() + Send {
    || {
        all.into_iter().for_each(|tx| {
            // Those that nobody awaits any more are gone.
            let _ = tx.send(1);
        })
    }
}

fn branches() -> Vec<Case> {
    vec![
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let event = Notify::new();
            let wait = async move {
                let mut answer = rx.fuse();
                let notified = event.notified().fuse();
                futures::pin_mut!(notified);
                futures::select! { // waits
                    _ = answer => {}
                    () = notified => {}
                }
            };
            leaf("futures select!", &["oneshot", "Notified"], wait, move || tx.send(1))
        },
        {
            let (all, rx) = channels(20);
            let wait = async move {
                join_all(rx).await // waits
            };
            leaf("futures join_all of 20", &["JoinAll", "oneshot"], wait, send_all(all))
        },
        {
            let (all, rx) = channels(5);
            let wait = async move {
                select_all(rx).await.1 // waits
            };
            leaf("futures select_all", &["SelectAll", "oneshot"], wait, send_all(all))
        },
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let (other_tx, other_rx) = oneshot::channel::<u8>();
            let wait = async move {
                let _first = (rx, other_rx).race().await; // waits
                drop(other_tx);
            };
            leaf("futures-concurrency race", &["Race", "oneshot"], wait, move || tx.send(1))
        },
    ]
}

fn leaves() -> Vec<Case> {
    vec![
        {
            let (tx, mut rx) = mpsc::unbounded::<u8>();
            let wait = async move {
                rx.next().await.is_some() // waits
            };
            leaf("futures mpsc", &["Next"], wait, move || tx.unbounded_send(1).is_ok())
        },
        {
            let lock = Arc::new(futures::lock::Mutex::new(0));
            let held = lock.try_lock_owned();
            let wait = async move {
                *lock.lock().await += 1; // waits
            };
            leaf("futures Mutex", &["MutexLockFuture"], wait, move || drop(held))
        },
        {
            let (tx, rx) = mpsc::unbounded::<u8>();
            let (other_tx, other_rx) = mpsc::unbounded::<u8>();
            let wait = async move {
                let first = select(rx, other_rx).next().await; // waits
                drop(other_tx);
                first
            };
            // Each poll begins with the other one, at another line of its own.
            let shown = Shown::Doubtful(&["Next", "select"]);
            case("futures stream::select", shown, wait, move || tx.unbounded_send(1).is_ok())
        },
    ]
}

fn adapters() -> Vec<Case> {
    vec![
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let (wait, handle) = abortable(async move {
                rx.await // waits
            });
            let end = move || {
                handle.abort();
                tx
            };
            leaf("futures abortable", &["Abortable", "oneshot"], wait, end)
        },
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let wait = AssertUnwindSafe(async move {
                rx.await // waits
            });
            leaf("futures catch_unwind", &["oneshot"], wait.catch_unwind(), move || tx.send(1))
        },
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let wait = async move {
                rx.boxed().await // waits
            };
            leaf("futures BoxFuture", &["oneshot"], wait, move || tx.send(1))
        },
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let wait = async move {
                rx.shared().await // waits
            };
            let end = move || tx.send(1);
            case("futures Shared", Shown::Container("Shared"), wait, end)
        },
    ]
}

fn containers() -> Vec<Case> {
    vec![
        {
            let (all, rx) = channels(5);
            let mut set: FuturesUnordered<_> = rx.into_iter().collect();
            let wait = async move {
                while set.next().await.is_some() {} // waits
            };
            let shown = Shown::Container("FuturesUnordered");
            case("FuturesUnordered", shown, wait, send_all(all))
        },
        {
            let (all, rx) = channels(5);
            let traced = rx.into_iter().map(|rx| rx.traced_as("in FuturesUnordered"));
            let mut set: FuturesUnordered<_> = traced.collect();
            let wait = async move {
                while set.next().await.is_some() {} // waits
            };
            let shown = Shown::Children("in FuturesUnordered");
            case("FuturesUnordered, traced", shown, wait, send_all(all))
        },
        {
            let (all, rx) = channels(40);
            let wait = async move {
                join_all(rx).await // waits
            };
            case("futures join_all of 40", Shown::Container("JoinAll"), wait, send_all(all))
        },
    ]
}

fn more_containers() -> Vec<Case> {
    vec![
        {
            let (all, rx) = channels(5);
            let wait = async move {
                iter(rx).buffer_unordered(3).collect::<Vec<_>>().await // waits
            };
            case("buffer_unordered", Shown::Container("BufferUnordered"), wait, send_all(all))
        },
        {
            let (all, rx) = channels(3);
            let traced = rx.into_iter().map(|rx| rx.traced_as("in buffer_unordered"));
            let wait = async move {
                iter(traced).buffer_unordered(3).collect::<Vec<_>>().await // waits
            };
            let shown = Shown::Children("in buffer_unordered");
            case("buffer_unordered, traced", shown, wait, send_all(all))
        },
        {
            let (all, rx) = channels(5);
            let wait = async move {
                iter(rx).for_each_concurrent(3, |rx| rx.map(drop)).await // waits
            };
            let shown = Shown::Container("ForEachConcurrent");
            case("for_each_concurrent", shown, wait, send_all(all))
        },
        {
            let (all, rx) = channels(2);
            let mut both = rx.into_iter();
            let wait = async move {
                let both = (both.next().unwrap(), both.next().unwrap());
                both.join().await // waits
            };
            case("futures-concurrency join", Shown::Container("Join"), wait, send_all(all))
        },
    ]
}
