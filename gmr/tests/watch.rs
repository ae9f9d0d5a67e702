//! What a runtime with tokio's unstable hooks tells of tasks that are not tracked.
#![cfg(all(tokio_unstable, feature = "tokio", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::panic)]

use gmr::Traced;
use std::future::pending;
use tokio::runtime::{Builder, Runtime};

fn watched() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    gmr::task::tokio::watch(builder.worker_threads(1)).build().unwrap()
}

/// What the report says of this line.
fn notes(line: u32) -> Vec<String> {
    let report = gmr::collect();
    let notes = report.tasks().unwrap().notes.iter();
    let place = format!(" spawned at {}:{line}:", file!());
    notes.filter_map(|note| Some(note.split_once(&place)?.0.to_owned())).collect()
}

#[test]
fn tasks_that_are_not_tracked_are_counted_by_the_place_that_spawned_them() {
    let runtime = watched();
    let line = line!() + 1;
    let spawned: Vec<_> = (0..3).map(|_| runtime.spawn(pending::<()>())).collect();
    assert_eq!(notes(line), ["3 tasks that are not tracked were"]);
    let aborted = spawned.into_iter().take(2).map(|task| {
        task.abort();
        runtime.block_on(task).unwrap_err()
    });
    assert!(aborted.fold(true, |all, error| all & error.is_cancelled()));
    assert_eq!(notes(line), ["1 task that is not tracked was"]);
    drop(runtime);
    assert!(notes(line).is_empty());
}

#[test]
fn tracked_tasks_are_not_among_them() {
    let runtime = watched();
    // Tracked elsewhere than it is spawned.
    let line = line!() + 1;
    let spawn = |task: gmr::task::Tracked<_>| runtime.spawn(task);
    let (polled, is_polled) = std::sync::mpsc::channel();
    let task = async move {
        polled.send(()).unwrap();
        pending::<()>().await;
    };
    let tracked = spawn(task.traced());
    is_polled.recv().unwrap();
    assert!(notes(line).is_empty());
    tracked.abort();
    assert!(runtime.block_on(tracked).unwrap_err().is_cancelled());
}
