//! Where tasks wait, with the file and line of each await.
#![cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#![allow(clippy::unwrap_used, clippy::panic, dead_code, reason = "a panic is the verdict")]

#[path = "tasks/seen.rs"]
mod seen;

use gmr::Traced;
use gmr::model::{BranchEnd, TaskState};
use seen::{calls, line, report, task, trace, tree, until};
use std::time::Duration;
use tokio::sync::{Mutex, Notify, mpsc, oneshot};

const SOURCE: &str = include_str!("task_traces.rs");

type Gate = oneshot::Receiver<()>;

async fn first(gate: Gate) {
    second(gate).await; // first
}

async fn second(gate: Gate) {
    Box::pin(third(gate)).await; // second
}

async fn third(gate: Gate) {
    let inner = async move {
        fourth(gate).await; // block
    };
    inner.await; // third
}

async fn fourth(gate: Gate) {
    fifth(gate).await; // fourth
}

async fn fifth(gate: Gate) {
    let _ = gate.await; // fifth
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

#[test]
fn each_await_on_the_way_is_shown_outermost_first() {
    let runtime = runtime();
    let (open, gate) = oneshot::channel();
    let made = line!() + 1;
    let task_of_it = first(gate).traced_as("five deep");
    let handle = runtime.spawn(task_of_it);
    let report = until(|report| matches!(task(report, "five deep").state, TaskState::Idle { .. }));
    let at = |mark: &str| line(SOURCE, mark);
    let mut expect: Vec<String> = vec![
        format!("first:{}", at("first")),
        format!("second:{}", at("second")),
        format!("third:{}", at("third")),
        format!("third::{{{{closure}}}}:{}", at("block")),
        format!("fourth:{}", at("fourth")),
        format!("fifth:{}", at("fifth")),
    ];
    let shown = calls(trace(&report, "five deep"));
    let leaf = shown.last().unwrap().clone();
    assert!(leaf.contains("oneshot::Receiver<T> as "), "{leaf}");
    expect.push(leaf);
    assert_eq!(shown, expect);
    let task = task(&report, "five deep");
    assert_eq!((&*task.spawned.file, task.spawned.line), (file!(), made));
    assert_eq!((task.flaw.as_deref(), task.parent), (None, None));
    assert!(task.polls >= 2 && task.size > 0 && task.future.contains("first"));
    open.send(()).unwrap();
    runtime.block_on(handle).unwrap();
    assert!(report_without("five deep"));
}

fn report_without(name: &str) -> bool {
    let report = report();
    seen::tasks(&report).tasks.iter().all(|task| task.name.as_deref() != Some(name))
}

async fn joins(gate: Gate, bell: &Notify) {
    let second = async {
        bell.notified().await; // in join
    };
    tokio::join!(fifth(gate), second); // join
}

#[test]
fn futures_that_are_awaited_together_fork_a_trace() {
    let runtime = runtime();
    let (open, gate) = oneshot::channel();
    let bell: &'static Notify = Box::leak(Box::new(Notify::new()));
    let handle = runtime.spawn(joins(gate, bell).traced_as("join"));
    let report = until(|report| matches!(task(report, "join").state, TaskState::Idle { .. }));
    let shown = tree(&trace(&report, "join").branches);
    let at = |mark: &str| line(SOURCE, mark);
    let expect = [
        format!("joins:{}", at("join")),
        format!("  fifth:{}", at("fifth")),
        "  oneshot::Receiver".into(),
        "  waits 1".into(),
        format!("  joins::{{{{closure}}}}:{}", at("in join")),
        "  notify::Notified".into(),
        "  waits 1".into(),
    ];
    assert_alike(&shown, &expect);
    open.send(()).unwrap();
    bell.notify_one();
    runtime.block_on(handle).unwrap();
}

/// Each line must begin like the one that is expected; a leaf stands in angle brackets.
fn assert_alike(shown: &[String], expect: &[String]) {
    let is_alike = |(shown, expect): (&String, &String)| {
        shown.starts_with(expect.as_str()) || shown.contains(expect.trim_start())
    };
    let all = shown.len() == expect.len() && shown.iter().zip(expect).all(is_alike);
    assert!(all, "{shown:#?}\nis not\n{expect:#?}");
}

async fn selects(gate: Gate, mut jobs: mpsc::Receiver<u8>) {
    tokio::select! { // select
        () = fifth(gate) => {}
        _ = jobs.recv() => {}
    }
}

#[test]
fn a_select_shows_each_of_its_branches() {
    let runtime = runtime();
    let (open, gate) = oneshot::channel();
    let (_jobs, waiting) = mpsc::channel(1);
    let handle = runtime.spawn(selects(gate, waiting).traced_as("select"));
    let report = until(|report| matches!(task(report, "select").state, TaskState::Idle { .. }));
    let shown = tree(&trace(&report, "select").branches);
    assert!(shown[0].starts_with("selects:"), "{shown:#?}");
    let fifth = format!("fifth:{}", line(SOURCE, "fifth"));
    assert_eq!(shown.iter().filter(|line| line.trim() == fifth).count(), 1, "{shown:#?}");
    assert!(shown.iter().any(|line| line.contains("bounded::Receiver<T>::recv:")), "{shown:#?}");
    assert_eq!(shown.iter().filter(|line| line.trim() == "waits 1").count(), 2, "{shown:#?}");
    open.send(()).unwrap();
    runtime.block_on(handle).unwrap();
}

async fn holds(gate: Gate) {
    let inner = fifth(gate).traced_as("held"); // held
    inner.await; // holds
}

#[test]
fn a_task_within_a_task_is_referred_to_and_shown_by_itself() {
    let runtime = runtime();
    let (open, gate) = oneshot::channel();
    let handle = runtime.spawn(holds(gate).traced_as("holds"));
    let report = until(|report| {
        let is_there = seen::tasks(report).tasks.iter().any(|t| t.name.as_deref() == Some("held"));
        is_there && task(report, "held").trace.is_some()
    });
    let (outer, inner) = (task(&report, "holds"), task(&report, "held"));
    assert_eq!(outer.awaits, [inner.id]);
    assert_eq!(inner.parent, Some(outer.id));
    assert_eq!(inner.spawned.line, line(SOURCE, "held"));
    let [branch] = &trace(&report, "holds").branches[..] else { panic!("{report:#?}") };
    assert_eq!(branch.end, BranchEnd::Task);
    assert_eq!(branch.frames.len(), 1, "{branch:#?}");
    assert_eq!(branch.frames[0].line, Some(line(SOURCE, "holds")));
    let shown = calls(trace(&report, "held"));
    assert_eq!(shown[0], format!("fifth:{}", line(SOURCE, "fifth")));
    open.send(()).unwrap();
    runtime.block_on(handle).unwrap();
}

#[test]
fn a_task_that_nobody_will_wake_says_so() {
    let runtime = runtime();
    let handle = runtime.spawn(std::future::pending::<()>().traced_as("pending"));
    let report = until(|report| matches!(task(report, "pending").state, TaskState::Idle { .. }));
    let task = task(&report, "pending");
    assert_eq!(task.trace, None);
    assert!(task.flaw.as_deref().unwrap().contains("waker"), "{task:?}");
    handle.abort();
}

async fn yields(stop: Gate) {
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::task::yield_now().await; // yield
        if futures_ready(stop.as_mut()).await {
            return;
        }
    }
}

/// Whether it is ready, without waiting.
async fn futures_ready(mut gate: std::pin::Pin<&mut Gate>) -> bool {
    std::future::poll_fn(|_| {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        std::task::Poll::Ready(gate.as_mut().poll(&mut context).is_ready())
    })
    .await
}

#[test]
fn a_task_that_only_makes_way_is_shown_where_it_does() {
    let runtime = runtime();
    let (stop, stopped) = oneshot::channel();
    let handle = runtime.spawn(yields(stopped).traced_as("yields"));
    let report = until(|report| task(report, "yields").trace.is_some());
    let shown = calls(trace(&report, "yields"));
    assert_eq!(shown[0], format!("yields:{}", line(SOURCE, "yield")));
    stop.send(()).unwrap();
    runtime.block_on(handle).unwrap();
}

#[test]
fn tasks_at_one_place_share_a_trace() {
    let runtime = runtime();
    let lock: &'static Mutex<()> = Box::leak(Box::new(Mutex::new(())));
    let held = lock.try_lock().unwrap();
    async fn waits(lock: &Mutex<()>) {
        drop(lock.lock().await); // lock
    }
    let spawn = |_| runtime.spawn(waits(lock).traced_as("crowd"));
    let handles: Vec<_> = (0..2000).map(spawn).collect();
    let crowd = |report: &gmr::model::Report| -> Vec<Option<usize>> {
        let all = seen::tasks(report).tasks.iter();
        all.filter(|t| t.name.as_deref() == Some("crowd")).map(|t| t.trace).collect()
    };
    let report = until(|report| crowd(report).iter().all(Option::is_some));
    let traces = crowd(&report);
    assert_eq!(traces.len(), 2000);
    assert!(traces.iter().all(|trace| *trace == traces[0]), "{traces:?}");
    let shown = calls(trace(&report, "crowd"));
    assert!(shown[0].ends_with(&format!(":{}", line(SOURCE, "lock"))), "{shown:?}");
    drop(held);
    handles.into_iter().for_each(|handle| runtime.block_on(handle).unwrap());
}

#[test]
fn how_long_a_task_waits_does_not_begin_anew_with_each_report() {
    let runtime = runtime();
    let (open, gate) = oneshot::channel();
    // The wake-up of a task within it is one of its own, too.
    let handle = runtime.spawn(fifth(gate).traced().traced_as("patient"));
    let since = |report: &gmr::model::Report| match task(report, "patient").state {
        TaskState::Idle { since } => since,
        _ => Duration::ZERO,
    };
    until(|report| task(report, "patient").trace.is_some());
    let first = since(&report());
    let later = until(|report| since(report) > first + Duration::from_millis(100));
    assert!(since(&later) > first + Duration::from_millis(100));
    open.send(()).unwrap();
    runtime.block_on(handle).unwrap();
}
