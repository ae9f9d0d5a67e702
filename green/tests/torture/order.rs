//! Queues and clocks.

use crate::{one_thread, two_workers};
use gmr_green::{Reports, turn};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::{self, Notify, Semaphore, mpsc, watch};

const WAITERS: usize = 50;

/// Reports, and how an async function awaits the next.
fn reports() -> (Reports, watch::Receiver<u64>) {
    let (count, counts) = watch::channel(0);
    (Reports::each(move |_| count.send_modify(|count| *count += 1)), counts)
}

/// Lets tasks queue up one after the other, and says in which order they came through. Each waits
/// for a report when it has: so there are reports while the others are in the queue.
fn order<W, G>(wait: impl Fn() -> W, release: impl FnOnce()) -> Vec<usize>
where
    W: Future<Output = G> + Send + 'static,
    G: Send,
{
    let (reports, counts) = reports();
    let order = Arc::new(Mutex::new(Vec::new()));
    one_thread().block_on(async {
        let mut set = gmr::task::tokio::JoinSet::new();
        for number in 0..WAITERS {
            let (wait, order, mut counts) = (wait(), order.clone(), counts.clone());
            set.spawn(async move {
                let guard = wait.await;
                order.lock().unwrap().push(number);
                counts.mark_unchanged();
                counts.changed().await.unwrap();
                drop(guard);
            });
            // Until it is in the queue.
            tokio::task::yield_now().await;
        }
        let mut counts = counts.clone();
        counts.mark_unchanged();
        counts.changed().await.unwrap();
        release();
        set.join_all().await;
    });
    assert!(reports.count() > WAITERS as u64 / 2);
    drop(counts);
    let order = order.lock().unwrap();
    order.clone()
}

fn in_order() -> Vec<usize> {
    (0..WAITERS).collect()
}

#[test]
fn a_mutex_of_tokio_keeps_its_queue() {
    let _turn = turn();
    let lock = Arc::new(sync::Mutex::new(()));
    let held = lock.clone().try_lock_owned().unwrap();
    assert_eq!(order(|| lock.clone().lock_owned(), || drop(held)), in_order());
}

#[test]
fn a_semaphore_of_tokio_keeps_its_queue() {
    let _turn = turn();
    let permits = Arc::new(Semaphore::new(1));
    let held = permits.clone().try_acquire_owned().unwrap();
    assert_eq!(order(|| permits.clone().acquire_owned(), || drop(held)), in_order());
}

/// Passes the event on when it is dropped.
struct Next(Arc<Notify>);

impl Drop for Next {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[test]
fn a_notify_of_tokio_keeps_its_queue() {
    let _turn = turn();
    let event = Arc::new(Notify::new());
    let wait = || {
        let event = event.clone();
        async move {
            event.notified().await;
            Next(event)
        }
    };
    assert_eq!(order(wait, || event.notify_one()), in_order());
}

#[test]
fn senders_of_a_full_channel_of_tokio_keep_their_queue() {
    let _turn = turn();
    let (reports, mut counts) = reports();
    let received = one_thread().block_on(async {
        let (tx, mut rx) = mpsc::channel(1);
        tx.send(usize::MAX).await.unwrap();
        for number in 0..WAITERS {
            let tx = tx.clone();
            gmr::spawn(async move { tx.send(number).await.unwrap() });
            tokio::task::yield_now().await;
        }
        drop(tx);
        let mut received = Vec::new();
        while let Some(number) = rx.recv().await {
            received.push(number);
            counts.mark_unchanged();
            counts.changed().await.unwrap();
        }
        received
    });
    drop(reports);
    assert_eq!(received[1..], in_order());
}

#[test]
fn timers_do_not_end_early_and_do_end() {
    let _turn = turn();
    let _reports = Reports::start();
    let half = Duration::from_millis(500);
    let since = Instant::now();
    let ends = async move |wait: &'static str| {
        assert!(since.elapsed() >= half, "{wait} ended after {:?}", since.elapsed());
    };
    two_workers().block_on(async {
        let sleep = gmr::spawn(async move {
            tokio::time::sleep(half).await;
            ends("sleep").await;
        });
        let timer = gmr::spawn(async move {
            async_io::Timer::after(half).await;
            ends("Timer").await;
        });
        let timeout = gmr::spawn(async move {
            let never = std::future::pending::<()>();
            assert!(tokio::time::timeout(half, never).await.is_err());
            ends("timeout").await;
        });
        let interval = gmr::spawn(async move {
            let mut ticks = tokio::time::interval(half / 10);
            for _ in 0..=10 {
                ticks.tick().await;
            }
            ends("interval").await;
        });
        for task in [sleep, timer, timeout, interval] {
            task.await.unwrap();
        }
    });
}
