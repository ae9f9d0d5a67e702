//! Tasks that are not tracked are counted, in every runtime that has tracked ones.
#![cfg(all(feature = "tokio", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::panic)]

use gmr::Traced;
use std::future::pending;
use tokio::runtime::{Builder, Runtime};

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).build().unwrap()
}

/// The runtimes, their tasks, and how many of them are tracked.
fn counted() -> Option<(String, u64, u64)> {
    let report = gmr::collect();
    let untracked = &report.tasks().unwrap().untracked;
    assert!(untracked.len() <= 1, "{untracked:?}");
    untracked.first().map(|it| (it.runtime.clone(), it.alive, it.tracked))
}

#[test]
fn tasks_that_are_not_tracked_are_counted_until_their_runtime_is_dropped() {
    let (one, other) = (runtime(), runtime());
    // One is noted where its task is spawned, the other where its task answers.
    one.block_on(async { drop(gmr::spawn(pending::<()>())) });
    let (polled, is_polled) = std::sync::mpsc::channel();
    let task = async move {
        polled.send(()).unwrap();
        pending::<()>().await;
    };
    other.spawn(task.traced());
    is_polled.recv().unwrap();
    assert_eq!(counted(), None);
    for _ in 0..3 {
        one.spawn(pending::<()>());
        other.spawn(pending::<()>());
    }
    assert_eq!(counted(), Some(("the 2 tokio runtimes".to_owned(), 8, 2)));
    drop(other);
    assert_eq!(counted(), Some(("the tokio runtime".to_owned(), 4, 1)));
    drop(one);
    assert_eq!(counted(), None);
}
