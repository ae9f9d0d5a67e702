//! Executors that do not run their tasks.

use crate::{one_thread, two_workers};
use gmr::Traced;
use gmr::model::TaskState;
use gmr_green::{eventually, find, tasks, turn};
use std::sync::mpsc;
use tokio::task::LocalSet;

/// A thread whose only worker is kept by a task, which ends when the sender is dropped.
fn stuck_runtime() -> (mpsc::Sender<()>, std::thread::JoinHandle<()>) {
    let (release, released) = mpsc::channel::<()>();
    let (start, started) = tokio::sync::oneshot::channel();
    let run = move || {
        LocalSet::new().block_on(&one_thread(), async move {
            let victim = std::future::pending::<()>;
            tokio::task::spawn_local(async move { victim().await }.traced_as("the victim"));
            let _ = started.await;
            let block = async move { assert!(released.recv().is_err()) };
            let blocker = tokio::task::spawn_local(block.traced_as("the blocker"));
            tokio::task::spawn_local(async {}.traced_as("the newcomer"));
            blocker.await.unwrap();
        });
    };
    let thread = std::thread::Builder::new().name("a stuck one".to_owned()).spawn(run).unwrap();
    eventually("the victim", |tasks| {
        let state = find(tasks, "the victim")?.state;
        matches!(state, TaskState::Idle { .. }).then_some(())
    });
    start.send(()).unwrap();
    (release, thread)
}

#[test]
fn a_stuck_executor_is_told_with_the_task_that_keeps_it() {
    let _turn = turn();
    let (release, thread) = stuck_runtime();
    eventually("the blocker", |tasks| {
        let state = find(tasks, "the blocker")?.state;
        matches!(state, TaskState::Running { .. }).then_some(())
    });
    let report = gmr::collect();
    let tasks = report.tasks().unwrap();
    let victim = find(tasks, "the victim").unwrap();
    assert!(victim.flaw.is_some(), "{victim:#?}");
    assert_eq!(find(tasks, "the newcomer").unwrap().state, TaskState::New);
    let state = find(tasks, "the blocker").unwrap().state;
    let TaskState::Running { thread: id, .. } = state else { panic!("{state:?}") };
    let threads = &report.threads().unwrap().threads;
    let on = threads.iter().find(|thread| thread.id == id).unwrap();
    assert_eq!(on.name, "a stuck one");
    drop(release);
    thread.join().unwrap();
}

#[test]
fn a_task_in_a_poll_of_another_is_asked_on_its_own() {
    let _turn = turn();
    let (answer, question) = tokio::sync::oneshot::channel::<u8>();
    let runtime = two_workers();
    let outer = runtime.spawn(
        async move {
            let inner = async move { question.await.unwrap() }.traced_as("the inner");
            tokio::task::block_in_place(|| futures::executor::block_on(inner))
        }
        .traced_as("the outer"),
    );
    eventually("both", |tasks| {
        let inner = find(tasks, "the inner")?;
        let outer = find(tasks, "the outer")?;
        let is_running = matches!(outer.state, TaskState::Running { .. });
        (is_running && inner.flaw.is_none() && inner.trace.is_some()).then_some(())
    });
    answer.send(7).unwrap();
    assert_eq!(runtime.block_on(outer).unwrap(), 7);
    assert_eq!(find(&tasks(), "the outer"), None);
}
