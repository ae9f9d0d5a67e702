//! A task is shown, and ends, whoever runs it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]

use futures::channel::oneshot;
use gmr::Traced;
use gmr::model::TaskState;
use gmr_green::{Executor, eventually, executors, find, lines, turn};
use monoio::io::AsyncReadRentExt;
use std::io::Write;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Wake, Waker};
use std::thread;

const INNER: u32 = line!() + 2;
async fn inner(answer: oneshot::Receiver<u8>) -> u8 {
    answer.await.unwrap()
}

const OUTER: u32 = line!() + 2;
async fn outer(answer: oneshot::Receiver<u8>) -> u8 {
    inner(answer).await + 1
}

/// Spawns a task that waits; says how to end it, and where its result comes.
fn start(executor: &Executor, name: String) -> (oneshot::Sender<u8>, mpsc::Receiver<u8>) {
    let (answer, question) = oneshot::channel();
    let (result, results) = mpsc::channel();
    let task = async move { result.send(outer(question).await).unwrap() };
    executor.spawn(task.traced_as(name));
    (answer, results)
}

fn shows(executor: &Executor, name: &str) {
    eventually(executor.name, |tasks| {
        let task = find(tasks, name)?;
        let is_idle = matches!(task.state, TaskState::Idle { .. });
        let lines = lines(tasks, task, file!());
        (is_idle && task.flaw.is_none() && lines.ends_with(&[OUTER, INNER])).then_some(())
    });
}

#[test]
fn every_executor_answers_and_its_task_ends() {
    let _turn = turn();
    for executor in executors() {
        let name = format!("on {}", executor.name);
        let (answer, results) = start(&executor, name.clone());
        shows(&executor, &name);
        answer.send(1).unwrap();
        assert_eq!(results.recv(), Ok(2), "{executor:?}");
        eventually("the task's end", |tasks| find(tasks, &name).is_none().then_some(()));
    }
}

#[test]
fn many_executors_answer_in_one_report() {
    let _turn = turn();
    let executors = executors();
    let name = |executor: &Executor| format!("together on {}", executor.name);
    let started: Vec<_> =
        executors.iter().map(|executor| start(executor, name(executor))).collect();
    eventually("all tasks", |tasks| {
        let is_shown = |executor: &Executor| {
            let task = find(tasks, &name(executor))?;
            (task.flaw.is_none() && lines(tasks, task, file!()).ends_with(&[OUTER, INNER]))
                .then_some(())
        };
        executors.iter().all(|executor| is_shown(executor).is_some()).then_some(())
    });
    for (answer, results) in started {
        answer.send(1).unwrap();
        assert_eq!(results.recv(), Ok(2));
    }
}

#[test]
fn a_task_moves_from_one_executor_to_the_next() {
    let _turn = turn();
    let (answer, question) = oneshot::channel();
    let mut task = Box::pin(outer(question).traced_as("a mover"));
    let (result, results) = mpsc::channel();
    for executor in executors() {
        let (back, returned) = mpsc::channel();
        // Polled once, and so known to wait by a waker of this executor, which then forgets it.
        executor.spawn(async move {
            assert!(futures::poll!(task.as_mut()).is_pending());
            back.send(task).unwrap();
        });
        task = returned.recv().unwrap();
    }
    thread::spawn(move || result.send(futures::executor::block_on(task)).unwrap());
    eventually("the mover", |tasks| {
        let task = find(tasks, "a mover")?;
        lines(tasks, task, file!()).ends_with(&[OUTER, INNER]).then_some(())
    });
    answer.send(1).unwrap();
    assert_eq!(results.recv(), Ok(2));
}

#[test]
fn what_is_not_send_is_a_task_too() {
    let _turn = turn();
    let set = tokio::task::LocalSet::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let value = std::rc::Rc::new(7);
    let result = set.block_on(&runtime, async move {
        gmr::task::tokio::spawn_local(async move {
            tokio::task::yield_now().await;
            *value
        })
        .await
    });
    assert_eq!(result.unwrap(), 7);
}

#[test]
fn a_dropped_runtime_takes_its_tasks_along() {
    let _turn = turn();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    runtime.spawn(std::future::pending::<()>().traced_as("left behind"));
    eventually("the task", |tasks| find(tasks, "left behind").map(drop));
    drop(runtime);
    assert_eq!(find(&gmr_green::tasks(), "left behind"), None);
}

#[test]
fn a_runtime_that_nobody_runs_is_not_waited_for_in_vain() {
    let _turn = turn();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (answer, question) = oneshot::channel();
    let task = runtime.spawn(outer(question).traced_as("parked"));
    // One poll, then nobody runs it.
    runtime.block_on(tokio::task::yield_now());
    let flaw = eventually("the reason", |tasks| find(tasks, "parked")?.flaw.clone());
    assert!(!flaw.is_empty());
    answer.send(1).unwrap();
    assert_eq!(runtime.block_on(task).unwrap(), 2);
}

#[test]
fn a_task_that_is_not_asked_waits_where_wakers_must_stay_on_their_thread() {
    let _turn = turn();
    let peer = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = peer.local_addr().unwrap();
    let ran = thread::spawn(move || {
        let builder = monoio::RuntimeBuilder::<monoio::LegacyDriver>::new();
        builder.build().unwrap().block_on(async move {
            let mut stream = monoio::net::TcpStream::connect(address).await.unwrap();
            let reading = async move { stream.read_exact(vec![0]).await.1 };
            monoio::spawn(reading.traced_as("on monoio").not_asked()).await
        })
    });
    let (mut connection, _) = peer.accept().unwrap();
    let flaw = eventually("the task on monoio", |tasks| {
        let task = find(tasks, "on monoio")?;
        matches!(task.state, TaskState::Idle { .. }).then(|| task.flaw.clone())
    });
    assert_eq!(flaw.as_deref(), Some("not asked: it is spared by `not_asked`"));
    connection.write_all(&[7]).unwrap();
    assert_eq!(ran.join().unwrap(), [7]);
}

/// A task as the smallest executors have it: whoever can wake it owns it.
struct Owned(Mutex<Pin<Box<dyn Future<Output = ()> + Send>>>);

impl Wake for Owned {
    fn wake(self: Arc<Self>) {
        let waker = Waker::from(Arc::clone(&self));
        let _ = self.0.lock().unwrap().as_mut().poll(&mut Context::from_waker(&waker));
    }
}

#[test]
fn a_task_that_its_wakers_own_goes_with_them_if_it_is_not_asked() {
    let _turn = turn();
    let start = |task| Arc::new(Owned(Mutex::new(Box::pin(task)))).wake();
    start(std::future::pending::<()>().traced_as("owned and asked"));
    start(std::future::pending::<()>().traced_as("owned and spared").not_asked());
    let tasks = gmr_green::tasks();
    assert!(find(&tasks, "owned and asked").is_some());
    assert_eq!(find(&tasks, "owned and spared"), None);
}
