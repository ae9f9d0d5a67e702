//! Wakes under reports, and stacks of tasks that move on meanwhile.

use crate::{duration, two_workers};
use async_io::Async;
use gmr::task::tokio::JoinSet;
use gmr_green::{Reports, stacks, turn};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;

/// Hangs end here, long after all should have.
const LONG: Duration = Duration::from_secs(60);

/// Sends numbers and awaits each of them back, until the time is over.
async fn play<E: std::fmt::Debug>(
    until: Instant,
    mut round: impl AsyncFnMut(u64) -> Result<u64, E>,
) -> u64 {
    let mut number = 0;
    while Instant::now() < until {
        assert_eq!(round(number).await.unwrap(), number);
        number += 1;
    }
    number
}

fn over_tokio(set: &mut JoinSet<u64>, until: Instant) {
    let (ping, mut pings) = mpsc::channel(1);
    let (pong, mut pongs) = mpsc::channel(1);
    gmr::spawn(async move {
        while let Some(number) = pings.recv().await {
            pong.send(number).await.unwrap();
        }
    });
    set.spawn(play(until, async move |number| {
        ping.send(number).await.unwrap();
        pongs.recv().await.ok_or("closed")
    }));
}

fn over_async_channel(set: &mut JoinSet<u64>, until: Instant) {
    let (ping, pings) = async_channel::bounded(1);
    let (pong, pongs) = async_channel::bounded(1);
    gmr::spawn(async move {
        while let Ok(number) = pings.recv().await {
            pong.send(number).await.unwrap();
        }
    });
    set.spawn(play(until, async move |number| {
        ping.send(number).await.unwrap();
        pongs.recv().await
    }));
}

fn over_flume(set: &mut JoinSet<u64>, until: Instant) {
    let (ping, pings) = flume::bounded(1);
    let (pong, pongs) = flume::bounded(1);
    gmr::spawn(async move {
        while let Ok(number) = pings.recv_async().await {
            pong.send_async(number).await.unwrap();
        }
    });
    set.spawn(play(until, async move |number| {
        ping.send_async(number).await.unwrap();
        pongs.recv_async().await
    }));
}

fn over_sockets_of_tokio(set: &mut JoinSet<u64>, until: Instant) {
    let (mut one, mut other) = tokio::net::UnixStream::pair().unwrap();
    gmr::spawn(async move {
        while let Ok(number) = other.read_u64().await {
            other.write_u64(number).await.unwrap();
        }
    });
    set.spawn(play(until, async move |number| {
        one.write_u64(number).await?;
        one.read_u64().await
    }));
}

fn over_sockets_of_async_io(set: &mut JoinSet<u64>, until: Instant) {
    use futures::{AsyncReadExt, AsyncWriteExt};
    let (one, other) = UnixStream::pair().unwrap();
    let (mut one, mut other) = (Async::new(one).unwrap(), Async::new(other).unwrap());
    gmr::spawn(async move {
        let mut bytes = [0; 8];
        while other.read_exact(&mut bytes).await.is_ok() {
            other.write_all(&bytes).await.unwrap();
        }
    });
    set.spawn(play(until, async move |number| {
        let mut bytes = number.to_le_bytes();
        one.write_all(&bytes).await?;
        one.read_exact(&mut bytes).await?;
        std::io::Result::Ok(u64::from_le_bytes(bytes))
    }));
}

#[test]
fn no_wake_is_lost_in_ping_pong() {
    let _turn = turn();
    let reports = Reports::start();
    let until = Instant::now() + duration();
    let rounds = two_workers().block_on(async {
        let mut set = JoinSet::new();
        for _ in 0..4 {
            over_tokio(&mut set, until);
            over_async_channel(&mut set, until);
            over_flume(&mut set, until);
            over_sockets_of_tokio(&mut set, until);
            over_sockets_of_async_io(&mut set, until);
        }
        let rounds = tokio::time::timeout(duration() + LONG, set.join_all()).await;
        rounds.expect("no player waits for ever")
    });
    assert!(rounds.iter().all(|rounds| *rounds > 0), "{rounds:?}");
    println!("{} rounds, {} reports", rounds.iter().sum::<u64>(), reports.count());
}

/// Awaits one channel, then the other: never both.
async fn by_turns(mut one: mpsc::Receiver<()>, mut other: mpsc::Receiver<()>) {
    while one.recv().await.is_some() && other.recv().await.is_some() {}
}

#[test]
fn a_task_that_awaits_one_after_the_other_never_shows_two() {
    let _turn = turn();
    let (shown, twice) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (counts, faults) = (shown.clone(), twice.clone());
    let reports = Reports::each(move |tasks| {
        let by_turns = tasks.tasks.iter().filter(|task| task.name.as_deref() == Some("by turns"));
        for task in by_turns.filter(|task| task.flaw.is_none()) {
            let stacks = stacks(tasks, task);
            counts.fetch_add(u64::from(stacks > 0), Ordering::Relaxed);
            faults.fetch_add(u64::from(stacks > 1), Ordering::Relaxed);
        }
    });
    let until = Instant::now() + duration();
    two_workers().block_on(async {
        let mut set = JoinSet::new();
        for _ in 0..20 {
            let (one, ones) = mpsc::channel(1);
            let (other, others) = mpsc::channel(1);
            set.build_task().name("by turns").spawn(by_turns(ones, others));
            set.spawn(async move {
                while Instant::now() < until {
                    one.send(()).await.unwrap();
                    other.send(()).await.unwrap();
                }
            });
        }
        set.join_all().await;
    });
    let (shown, twice) = (shown.load(Ordering::Relaxed), twice.load(Ordering::Relaxed));
    println!("{shown} traces in {} reports", reports.count());
    assert_eq!(twice, 0, "of {shown} traces");
    assert!(shown > 0);
}
