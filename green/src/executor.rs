//! Executors of many crates, each with a thread or more of its own.

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::executor::{LocalPool, ThreadPool, block_on};
use futures::stream::StreamExt;
use futures::task::{LocalSpawnExt, SpawnExt};
use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::thread::Builder;
use tokio::runtime;

/// What is spawned.
type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// An executor. When it is dropped, its threads end sooner or later.
pub struct Executor {
    /// As its crate calls it.
    pub name: &'static str,
    spawn: Box<dyn Fn(Job) + Send + Sync>,
    /// What must live as long.
    _keep: Box<dyn Any + Send>,
}

impl Executor {
    fn new(name: &'static str, spawn: impl Fn(Job) + Send + Sync + 'static) -> Executor {
        Executor { name, spawn: Box::new(spawn), _keep: Box::new(()) }
    }

    fn keeping(self, keep: impl Any + Send) -> Executor {
        Executor { _keep: Box::new(keep), ..self }
    }

    /// Starts a task.
    pub fn spawn(&self, job: impl Future<Output = ()> + Send + 'static) {
        (self.spawn)(Box::pin(job));
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// One of each kind.
#[must_use]
pub fn executors() -> Vec<Executor> {
    vec![
        multi_thread(),
        current_thread(),
        local_set(),
        local_runtime(),
        Executor::new("smol", |job| smol::spawn(job).detach()),
        smol_executor(),
        Executor::new("async-std", |job| drop(async_std::task::spawn(job))),
        thread_pool(),
        local_pool(),
        Executor::new("futures block_on", |job| drop(std::thread::spawn(|| block_on(job)))),
        unordered(),
    ]
}

fn multi_thread() -> Executor {
    let runtime = runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let handle = runtime.handle().clone();
    Executor::new("tokio, multi-thread", move |job| drop(handle.spawn(job))).keeping(runtime)
}

/// Runs what comes from a channel on a thread of its own, until the sender is dropped.
fn on_thread(
    name: &'static str,
    run: impl FnOnce(UnboundedReceiver<Job>) + Send + 'static,
) -> Executor {
    let (jobs, receiver): (UnboundedSender<Job>, _) = unbounded();
    Builder::new().name(name.to_owned()).spawn(|| run(receiver)).expect("a thread");
    Executor::new(name, move |job| jobs.unbounded_send(job).expect("the executor runs"))
}

fn tokio_runtime() -> runtime::Runtime {
    runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn current_thread() -> Executor {
    on_thread("tokio, current-thread", |mut jobs| {
        tokio_runtime().block_on(async {
            while let Some(job) = jobs.next().await {
                tokio::spawn(job);
            }
        });
    })
}

/// As actix-web runs its handlers.
fn local_set() -> Executor {
    on_thread("tokio, LocalSet", |mut jobs| {
        tokio::task::LocalSet::new().block_on(&tokio_runtime(), async {
            while let Some(job) = jobs.next().await {
                tokio::task::spawn_local(job);
            }
        });
    })
}

fn local_runtime() -> Executor {
    on_thread("tokio, LocalRuntime", |mut jobs| {
        let options = runtime::LocalOptions::default();
        let runtime = runtime::Builder::new_current_thread().enable_all().build_local(options);
        runtime.expect("a runtime").block_on(async {
            while let Some(job) = jobs.next().await {
                tokio::task::spawn_local(job);
            }
        });
    })
}

fn smol_executor() -> Executor {
    let executor = Arc::new(smol::Executor::new());
    let runs = executor.clone();
    let forever = async move { runs.run(std::future::pending::<()>()).await };
    std::thread::spawn(|| block_on(forever));
    Executor::new("smol Executor in block_on", move |job| executor.spawn(job).detach())
}

fn thread_pool() -> Executor {
    let pool = ThreadPool::builder().pool_size(1).create().expect("a thread");
    Executor::new("futures ThreadPool", move |job| pool.spawn(job).expect("the pool runs"))
}

fn local_pool() -> Executor {
    on_thread("futures LocalPool", |mut jobs| {
        let mut pool = LocalPool::new();
        let spawner = pool.spawner();
        pool.run_until(async move {
            while let Some(job) = jobs.next().await {
                spawner.spawn_local(job).expect("the pool runs");
            }
        });
    })
}

/// Many tasks in one: each has a waker of `FuturesUnordered`.
fn unordered() -> Executor {
    on_thread("FuturesUnordered in block_on", |jobs| {
        block_on(jobs.for_each_concurrent(None, |job| job))
    })
}
