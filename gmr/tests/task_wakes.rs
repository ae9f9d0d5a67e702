//! Reports wake tasks, and take no wake-up from them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]

use gmr::Traced;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc;

const TRIPS: u32 = 20_000;

async fn answers(mut from: mpsc::Receiver<u32>, to: mpsc::Sender<u32>) {
    while let Some(ball) = from.recv().await {
        to.send(ball).await.unwrap();
    }
}

async fn serves(to: mpsc::Sender<u32>, mut from: mpsc::Receiver<u32>) -> u32 {
    for ball in 0..TRIPS {
        to.send(ball).await.unwrap();
        assert_eq!(from.recv().await, Some(ball));
    }
    TRIPS
}

#[test]
fn no_wake_is_lost_while_reports_are_made_one_after_the_other() {
    static IS_OVER: AtomicBool = AtomicBool::new(false);
    let reporting = std::thread::spawn(|| {
        let mut reports = 0;
        while !IS_OVER.load(Ordering::Relaxed) {
            assert!(gmr::collect().tasks().is_some());
            reports += 1;
        }
        reports
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let pairs: Vec<_> = (0..4)
        .map(|_| {
            let (to, from) = (mpsc::channel(1), mpsc::channel(1));
            runtime.spawn(answers(to.1, from.0).traced());
            runtime.spawn(serves(to.0, from.1).traced())
        })
        .collect();
    // A lost wake-up hangs here for ever.
    for pair in pairs {
        assert_eq!(runtime.block_on(pair).unwrap(), TRIPS);
    }
    IS_OVER.store(true, Ordering::Relaxed);
    assert!(reporting.join().unwrap() > 0);
}
