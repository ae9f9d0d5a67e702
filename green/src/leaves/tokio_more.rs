//! What waits for tasks of tokio, in `tokio-util` and in `tokio-stream`; and what only yields.

use crate::case::{Case, Shown, case, leaf};
use futures::{SinkExt, StreamExt};
use gmr::Traced;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinSet, consume_budget, spawn_blocking, yield_now};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::{CancellationToken, PollSender};
use tokio_util::task::TaskTracker;
use tokio_util::time::DelayQueue;

pub(crate) fn cases(patience: Duration) -> Vec<Case> {
    let mut cases = tasks();
    cases.extend(util(patience));
    cases.extend(streams());
    cases.extend(more_util());
    cases.extend(nested());
    cases.extend(busy());
    cases
}

fn tasks() -> Vec<Case> {
    vec![
        {
            let (tx, rx) = std::sync::mpsc::channel::<()>();
            let wait = async move {
                spawn_blocking(move || rx.recv().is_err()).await // waits
            };
            leaf("tokio spawn_blocking", &["JoinHandle"], wait, move || drop(tx))
        },
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let wait = async move {
                gmr::spawn(rx).await // waits
            };
            leaf("tokio JoinHandle", &["JoinHandle"], wait, move || tx.send(1))
        },
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let wait = async move {
                let mut set = JoinSet::new();
                set.spawn(rx);
                set.join_next().await.is_some() // waits
            };
            leaf("tokio JoinSet", &["join_next"], wait, move || tx.send(1))
        },
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let wait = async move {
                let mut set = gmr::task::tokio::JoinSet::new();
                set.build_task().name("of gmr's JoinSet").spawn(rx);
                set.join_next().await.is_some() // waits
            };
            leaf("gmr JoinSet", &["join_next"], wait, move || tx.send(1))
        },
    ]
}

fn util(patience: Duration) -> Vec<Case> {
    vec![
        {
            let (mut tx, rx) = tokio::io::duplex(64);
            let wait = async move {
                let lines = tokio_util::codec::LinesCodec::new();
                let mut lines = tokio_util::codec::Framed::new(rx, lines);
                lines.next().await.is_some() // waits
            };
            let end = move || {
                let text = tokio::io::AsyncWriteExt::write_all(&mut tx, b"a line\n");
                futures::executor::block_on(text).map(|()| tx)
            };
            leaf("tokio-util Framed", &["Next", "Framed"], wait, end)
        },
        {
            let wait = async move {
                let mut queue = DelayQueue::new();
                queue.insert(1, patience);
                queue.next().await.is_some() // waits
            };
            leaf("tokio-util DelayQueue", &["DelayQueue"], wait, || ())
        },
    ]
}

fn more_util() -> Vec<Case> {
    vec![
        {
            let token = CancellationToken::new();
            let child = token.child_token();
            let wait = async move {
                child.cancelled().await // waits
            };
            leaf("tokio-util CancellationToken", &["Cancel"], wait, move || token.cancel())
        },
        {
            let tracker = TaskTracker::new();
            tracker.close();
            let token = tracker.token();
            let wait = async move {
                tracker.wait().await // waits
            };
            leaf("tokio-util TaskTracker", &["TaskTrackerWait"], wait, move || drop(token))
        },
        {
            let (tx, mut rx) = mpsc::channel::<u8>(1);
            let wait = async move {
                let mut tx = PollSender::new(tx);
                tx.send(0).await.unwrap();
                tx.send(1).await // waits
            };
            leaf("tokio-util PollSender", &["PollSender"], wait, move || (rx.blocking_recv(), rx))
        },
    ]
}

fn streams() -> Vec<Case> {
    vec![
        {
            let (tx, rx) = mpsc::channel::<u8>(1);
            let wait = async move {
                let all = ReceiverStream::new(rx);
                let mut all =
                    pin!(tokio_stream::StreamExt::timeout(all, Duration::from_secs(1000)));
                all.next().await.is_some() // waits
            };
            leaf("tokio-stream timeout", &["Timeout"], wait, move || tx.blocking_send(1))
        },
        {
            let (tx, rx) = mpsc::channel::<u8>(1);
            let mut map = tokio_stream::StreamMap::new();
            map.insert(1, ReceiverStream::new(rx));
            let wait = async move {
                map.next().await.is_some() // waits
            };
            leaf("tokio-stream StreamMap", &["StreamMap"], wait, move || tx.blocking_send(1))
        },
        {
            let (tx, rx) = mpsc::channel::<u8>(1);
            let mut stream = ReceiverStream::new(rx).traced_as("a stream");
            let wait = async move {
                stream.next().await.is_some() // waits
            };
            let end = move || tx.blocking_send(1);
            case("a tracked stream", Shown::Children("a stream"), wait, end)
        },
    ]
}

#[async_trait::async_trait]
trait Service {
    async fn call(&self, answer: oneshot::Receiver<u8>) -> u8;
}

struct Echo;

#[async_trait::async_trait]
impl Service for Echo {
    async fn call(&self, answer: oneshot::Receiver<u8>) -> u8 {
        answer.await.unwrap()
    }
}

fn nested() -> Vec<Case> {
    vec![
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let service: Box<dyn Service + Send + Sync> = Box::new(Echo);
            let wait = async move {
                service.call(rx).await // waits
            };
            leaf("async_trait", &["call", "oneshot"], wait, move || tx.send(1))
        },
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let wait = async move {
                rx.traced_as("a task in a task").await // waits
            };
            let end = move || tx.send(1);
            case("a task in a task", Shown::Children("a task in a task"), wait, end)
        },
    ]
}

/// A leaf that wakes itself by reference, without a clone.
struct Yield(bool);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

fn busy() -> Vec<Case> {
    vec![
        {
            let stop = Arc::new(AtomicBool::new(false));
            let end = stop.clone();
            let wait = async move {
                while !stop.load(Ordering::Relaxed) {
                    yield_now().await; // waits
                }
            };
            let end = move || end.store(true, Ordering::Relaxed);
            leaf("tokio yield_now", &["yield_now"], wait, end).busy()
        },
        {
            let stop = Arc::new(AtomicBool::new(false));
            let end = stop.clone();
            let wait = async move {
                while !stop.load(Ordering::Relaxed) {
                    Yield(false).await; // waits
                }
            };
            let end = move || end.store(true, Ordering::Relaxed);
            leaf("wake_by_ref, no clone", &["Yield"], wait, end).busy()
        },
        {
            let (tx, rx) = oneshot::channel::<u8>();
            let wait = async move {
                // More than the budget of one poll.
                for _ in 0..300 {
                    consume_budget().await;
                }
                rx.await // waits
            };
            leaf("after an exhausted budget", &["oneshot"], wait, move || tx.send(1))
        },
    ]
}
