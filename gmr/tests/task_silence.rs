//! Tasks that cannot answer: their executor is stuck, is not driven, or is gone.
#![cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#![allow(clippy::unwrap_used, clippy::panic, dead_code, reason = "a panic is the verdict")]

#[path = "tasks/seen.rs"]
mod seen;

use gmr::Traced;
use gmr::model::{Status, TaskState};
use seen::{report, task, tasks, trace, until};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

/// Each of these tests counts reports: one at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn runtime(workers: usize) -> Runtime {
    Builder::new_multi_thread().worker_threads(workers).enable_all().build().unwrap()
}

async fn waits(gate: oneshot::Receiver<()>) {
    let _ = gate.await;
}

fn blocks(begun: &mpsc::Sender<()>, until: &mpsc::Receiver<()>) {
    begun.send(()).unwrap();
    let _ = until.recv();
}

#[test]
fn while_all_workers_are_blocked_the_report_comes_and_names_the_thread() {
    let _alone = alone();
    let runtime = runtime(1);
    let (open, gate) = oneshot::channel();
    let idle = runtime.spawn(waits(gate).traced_as("behind the culprit"));
    // Its trace is known before.
    until(|report| task(report, "behind the culprit").trace.is_some());
    let (stop, stopped) = mpsc::channel();
    let (begins, begun) = mpsc::channel();
    let culprit = runtime.spawn(async move { blocks(&begins, &stopped) }.traced_as("culprit"));
    begun.recv().unwrap();
    let report = report();
    assert_eq!(report.section("Green Threads").unwrap().status, Status::Ok);
    let TaskState::Running { thread, .. } = task(&report, "culprit").state else { panic!() };
    let stack = report.threads().unwrap().stack_of(thread).unwrap();
    let is_in = |name: &str| {
        let mut functions = stack.frames.iter().filter_map(|frame| frame.function.as_deref());
        functions.any(|function| function.contains(name))
    };
    assert!(is_in("task_silence::blocks"), "{stack:#?}");
    let idle_task = task(&report, "behind the culprit");
    let flaw = idle_task.flaw.as_deref().unwrap();
    assert!(flaw.contains("did not answer") && flaw.contains("last known trace"), "{flaw}");
    assert!(seen::calls(trace(&report, "behind the culprit"))[0].starts_with("waits:"));
    stop.send(()).unwrap();
    runtime.block_on(culprit).unwrap();
    let answers = |report: &gmr::model::Report| task(report, "behind the culprit").flaw.is_none();
    assert!(answers(&until(answers)));
    open.send(()).unwrap();
    runtime.block_on(idle).unwrap();
}

#[test]
fn a_runtime_that_nobody_drives_is_given_up_and_its_tasks_are_listed() {
    let _alone = alone();
    let runtime = Builder::new_current_thread().build().unwrap();
    let (_open, gate) = oneshot::channel();
    let _handle = runtime.spawn(waits(gate).traced_as("polled once"));
    // It has its turn meanwhile.
    runtime.block_on(tokio::task::yield_now());
    let _new = runtime.spawn(async {}.traced_as("never polled"));
    let report = report();
    assert_eq!(report.section("Green Threads").unwrap().status, Status::Ok);
    let polled = task(&report, "polled once");
    assert!(matches!(polled.state, TaskState::Idle { .. }), "{polled:?}");
    assert!(polled.flaw.as_deref().unwrap().contains("did not poll it"), "{polled:?}");
    assert_eq!(task(&report, "never polled").state, TaskState::New);
    // The next report does not wait for it again, and says why.
    let next = seen::report();
    let flaw = task(&next, "polled once").flaw.as_deref().unwrap();
    assert!(flaw.contains("since an earlier report"), "{flaw}");
}

#[test]
fn tasks_of_a_runtime_that_was_dropped_are_gone() {
    let _alone = alone();
    let runtime = runtime(1);
    let (_open, gate) = oneshot::channel();
    let handle = runtime.spawn(waits(gate).traced_as("dropped"));
    until(|report| task(report, "dropped").trace.is_some());
    drop(runtime);
    let report = report();
    assert!(tasks(&report).tasks.iter().all(|task| task.name.as_deref() != Some("dropped")));
    drop(handle);
}
