//! What waits in the crates around smol and async-std, in channels of their own, and in nothing.

use crate::case::{Case, Shown, case, leaf};
use async_io::{Async, Timer};
use futures::AsyncReadExt;
use futures::executor::block_on;
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, mpsc};
use std::task::Poll;
use std::time::Duration;
use tokio::sync::oneshot;

pub(crate) fn cases(patience: Duration) -> Vec<Case> {
    let mut cases = locks();
    cases.extend(channels());
    cases.extend(io(patience));
    cases.extend(tasks(patience));
    cases.extend(kanal());
    cases.extend(nothing());
    cases
}

fn locks() -> Vec<Case> {
    vec![
        {
            let lock = Arc::new(async_lock::Mutex::new(0));
            let held = lock.try_lock_arc();
            let wait = async move {
                *lock.lock().await += 1; // waits
            };
            leaf("async-lock Mutex", &["Lock"], wait, move || drop(held))
        },
        {
            let lock = Arc::new(async_lock::RwLock::new(0));
            let held = lock.try_read_arc();
            let wait = async move {
                *lock.write().await += 1; // waits
            };
            leaf("async-lock RwLock", &["Write"], wait, move || drop(held))
        },
        {
            let permits = Arc::new(async_lock::Semaphore::new(1));
            let held = permits.try_acquire_arc();
            let wait = async move {
                permits.acquire().await.forget(); // waits
            };
            leaf("async-lock Semaphore", &["Acquire"], wait, move || drop(held))
        },
        {
            let barrier = Arc::new(async_lock::Barrier::new(2));
            let other = barrier.clone();
            let wait = async move {
                barrier.wait().await // waits
            };
            leaf("async-lock Barrier", &["Barrier"], wait, move || block_on(other.wait()))
        },
    ]
}

fn channels() -> Vec<Case> {
    vec![
        {
            let (tx, rx) = async_channel::bounded::<u8>(1);
            let wait = async move {
                rx.recv().await // waits
            };
            leaf("async-channel recv", &["Recv"], wait, move || tx.try_send(1))
        },
        {
            let (tx, rx) = async_channel::bounded::<u8>(1);
            tx.try_send(0).unwrap();
            let wait = async move {
                tx.send(1).await // waits
            };
            leaf("async-channel send, full", &["Send"], wait, move || (rx.try_recv(), rx))
        },
        {
            let (tx, rx) = flume::bounded::<u8>(1);
            let wait = async move {
                rx.recv_async().await // waits
            };
            leaf("flume recv_async", &["RecvFut"], wait, move || tx.send(1))
        },
        {
            let (tx, rx) = flume::bounded::<u8>(1);
            tx.send(0).unwrap();
            let wait = async move {
                tx.send_async(1).await // waits
            };
            leaf("flume send_async, full", &["SendFut"], wait, move || (rx.recv(), rx))
        },
    ]
}

fn kanal() -> Vec<Case> {
    vec![
        {
            let (tx, rx) = kanal::bounded_async::<u8>(1);
            let wait = async move {
                rx.recv().await // waits
            };
            leaf("kanal recv", &["eceive"], wait, move || tx.try_send(1))
        },
        {
            let (tx, rx) = kanal::bounded_async::<u8>(1);
            let wait = async move {
                tx.send(0).await.unwrap();
                tx.send(1).await // waits
            };
            // It never takes a waker again.
            let end = move || (rx.try_recv(), rx);
            case("kanal send, full", Shown::Nothing, wait, end)
        },
    ]
}

fn io(patience: Duration) -> Vec<Case> {
    vec![
        {
            let wait = async move {
                Timer::after(patience).await // waits
            };
            leaf("async-io Timer", &["Timer"], wait, || ())
        },
        {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let wait = async move {
                let listener = Async::new(listener).unwrap();
                listener.accept().await // waits
            };
            leaf("async-io accept", &["accept"], wait, move || TcpStream::connect(address))
        },
        {
            let (one, other) = UnixStream::pair().unwrap();
            let wait = async move {
                let mut stream = Async::new(one).unwrap();
                stream.read(&mut [0; 3]).await // waits
            };
            leaf("async-io read", &["Read"], wait, move || drop(other))
        },
    ]
}

fn tasks(patience: Duration) -> Vec<Case> {
    vec![
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let wait = async move {
                smol::spawn(rx).await // waits
            };
            leaf("smol Task", &["Task"], wait, move || tx.send(1))
        },
        {
            let (tx, rx) = mpsc::channel::<()>();
            let wait = async move {
                smol::unblock(move || rx.recv().is_err()).await // waits
            };
            leaf("smol unblock", &["Task"], wait, move || drop(tx))
        },
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let wait = async move {
                async_std::task::spawn(rx).await // waits
            };
            leaf("async-std JoinHandle", &["JoinHandle"], wait, move || tx.send(1))
        },
        {
            let wait = async move {
                async_std::task::sleep(patience).await // waits
            };
            leaf("async-std sleep", &["sleep"], wait, || ())
        },
    ]
}

fn nothing() -> Vec<Case> {
    let (tx, rx) = mpsc::channel::<()>();
    let wait = std::future::poll_fn(move |_| match rx.try_recv() {
        Err(mpsc::TryRecvError::Empty) => Poll::Pending,
        _ => Poll::Ready(()),
    });
    // Nobody wakes it but the next report.
    vec![case("poll_fn that takes no waker", Shown::Nothing, wait, move || drop(tx))]
}
