//! Tasks that end in any way while they are asked.

use crate::{duration, two_workers};
use gmr::Traced;
use gmr_green::{Reports, find, tasks, turn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Instant;
use tokio::sync::Notify;

/// Counts its drops.
struct Counted(Arc<AtomicU64>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Panics silently: reports must bear many.
fn fail() -> ! {
    std::panic::resume_unwind(Box::new("as it shall"))
}

async fn one_round(round: u64, drops: &Arc<AtomicU64>) {
    let event = Arc::new(Notify::new());
    let counted = || Counted(drops.clone());
    let (notified, held) = (event.clone(), counted());
    let fails = gmr::spawn(async move {
        let _held = held;
        notified.notified().await;
        fail()
    });
    let held = counted();
    let asked = gmr::spawn(async move {
        let _held = held;
        std::future::poll_fn::<(), _>(|context| {
            let _waker = context.waker().clone();
            if round.is_multiple_of(3) { fail() } else { Poll::Pending }
        })
        .await
    });
    let held = counted();
    let aborted = gmr::spawn(async move {
        let _held = held;
        std::future::pending::<()>().await
    });
    // Dropped by the future that polls it, unpolled and polled.
    let nested = pin!(event.notified().traced());
    let _ = futures::poll!(nested);
    drop(std::future::ready(counted()).traced());
    tokio::task::yield_now().await;
    event.notify_waiters();
    event.notify_one();
    asked.abort();
    aborted.abort();
    assert!(fails.await.unwrap_err().is_panic());
    assert!(asked.await.is_err());
    assert!(aborted.await.unwrap_err().is_cancelled());
}

#[test]
fn panics_aborts_and_drops_leave_nothing_behind() {
    let _turn = turn();
    let reports = Reports::start();
    let drops = Arc::new(AtomicU64::new(0));
    let until = Instant::now() + duration();
    let counts = drops.clone();
    let rounds = two_workers().block_on(async move {
        let mut rounds = 0;
        while Instant::now() < until {
            one_round(rounds, &counts).await;
            rounds += 1;
        }
        rounds
    });
    assert_eq!(drops.load(Ordering::Relaxed), 4 * rounds);
    println!("{rounds} rounds, {} reports", reports.count());
    drop(reports);
    let left = tasks();
    assert!(left.tasks.iter().all(|task| task.spawned.file != file!()), "{left:#?}");
}

#[test]
fn a_poll_after_the_end_panics_as_the_future_does() {
    let _turn = turn();
    let mut task = Box::pin(async { 1 }.traced_as("at its end"));
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(task.as_mut().poll(&mut context), Poll::Ready(1));
    let poll = std::panic::AssertUnwindSafe(|| task.as_mut().poll(&mut context).is_pending());
    assert!(std::panic::catch_unwind(poll).is_err());
    drop(task);
    assert_eq!(find(&tasks(), "at its end"), None);
}

#[test]
fn a_clone_on_another_thread_is_no_leaf() {
    let _turn = turn();
    let _reports = Reports::each(|tasks| {
        let Some(task) = find(tasks, "clones elsewhere") else { return };
        // One clone for the other thread, one by the channel.
        assert!(gmr_green::stacks(tasks, task) <= 2, "{tasks:#?}");
    });
    let (answer, mut question) = tokio::sync::oneshot::channel();
    let until = Instant::now() + duration() / 2;
    let polls = std::future::poll_fn(move |context| {
        let waker = context.waker().clone();
        let other = std::thread::spawn(move || {
            let all: Vec<_> = (0..100).map(|_| waker.clone()).collect();
            all[0].wake_by_ref();
        });
        other.join().unwrap();
        pin!(&mut question).poll(context)
    });
    let result = two_workers().block_on(async {
        let task = tokio::spawn(polls.traced_as("clones elsewhere"));
        tokio::time::sleep_until(until.into()).await;
        answer.send(7).unwrap();
        task.await.unwrap()
    });
    assert_eq!(result, Ok(7));
}

#[test]
fn a_task_is_what_its_future_is() {
    fn is_send_sync_unpin<T: Send + Sync + Unpin>(_: &T) {}
    is_send_sync_unpin(&std::future::ready(1).traced());
}
