//! Real pools, whose threads wait for work.

use super::*;
use crate::capture::idle::wake;
use crate::sys::snapshot::testing::turn;

/// Waits until no thread of the process that has this name is awake, and there are `count`.
fn wait_until_asleep(name: &str, count: usize) {
    let tasks = Tasks::open().unwrap();
    let asleep = || {
        let stats = thread_ids().unwrap().into_iter().filter_map(|id| tasks.stat(id).ok());
        let named: Vec<_> = stats.filter(|stat| stat.name == name).collect();
        named.len() == count && named.iter().all(|stat| stat.state == ThreadState::Sleeping)
    };
    while !asleep() {
        thread::yield_now();
    }
}

/// What each thread with this name waits for, if it is idle.
fn idle_of(threads: &Threads, name: &str) -> Vec<Option<String>> {
    let named = threads.threads.iter().filter(|thread| thread.name == name);
    let idle = |thread: &Thread| {
        let stack = threads.stack_of(thread.id).unwrap();
        if stack.idle.is_none() {
            // Seen if the test fails.
            println!("{:?} is at {:#?}", thread.state, functions(stack));
        }
        stack.idle.as_deref().map(str::to_owned)
    };
    named.map(idle).collect()
}

#[test]
fn the_workers_of_tokio_are_idle_unless_they_block_in_a_task() {
    let _turn = turn();
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime =
        builder.worker_threads(2).enable_time().thread_name("idle-tokio").build().unwrap();
    let (stop, stopped) = mpsc::channel::<()>();
    // One thread of the blocking pool works, and one has worked.
    runtime.block_on(runtime.spawn_blocking(|| ())).unwrap();
    wait_until_asleep("idle-tokio", 3);
    let mut capture = Capture::install(None).unwrap();
    let worker = Some("a task, as a tokio worker".to_owned());
    let pool = Some("a job, as a thread of tokio's blocking pool".to_owned());
    let mut found = idle_of(&report(&mut capture), "idle-tokio");
    found.sort();
    assert_eq!(found, [pool, worker.clone(), worker.clone()]);

    let (tell, told) = mpsc::channel();
    let job = runtime.spawn_blocking(move || tell.send(()).is_ok() && stopped.recv().is_err());
    told.recv().unwrap();
    wait_until_asleep("idle-tokio", 3);
    let mut found = idle_of(&report(&mut capture), "idle-tokio");
    found.sort();
    assert_eq!(found, [None, worker.clone(), worker]);
    drop(stop);
    assert!(runtime.block_on(job).unwrap());
}

#[test]
fn the_workers_of_rayon_are_idle_unless_they_wait_within_a_job() {
    let _turn = turn();
    let name = |_| "idle-rayon".to_owned();
    let pool = rayon_core::ThreadPoolBuilder::new().num_threads(2).thread_name(name);
    let pool = pool.build().unwrap();
    wait_until_asleep("idle-rayon", 2);
    let mut capture = Capture::install(None).unwrap();
    let idle = Some("a job, as a rayon worker".to_owned());
    assert_eq!(idle_of(&report(&mut capture), "idle-rayon"), [idle.clone(), idle]);

    // One worker blocks in its half of a job, and the other waits for it in the job's other half.
    let (stop, stopped) = mpsc::channel::<()>();
    let (begin, began) = mpsc::channel::<()>();
    let (tell, told) = mpsc::channel();
    pool.spawn(move || {
        let blocks = move || {
            begin.send(()).unwrap();
            tell.send(()).unwrap();
            stopped.recv().is_err()
        };
        rayon_core::join(move || began.recv().is_ok(), blocks);
    });
    told.recv().unwrap();
    wait_until_asleep("idle-rayon", 2);
    let found = idle_of(&report(&mut capture), "idle-rayon");
    drop(stop);
    assert_eq!(found, [None, None]);
}

#[test]
fn a_thread_that_runs_is_not_idle_wherever_it_stands() {
    let mut threads = Threads::default();
    let stack = Stack::new([Frame::new(1)], StackEnd::Root);
    threads.stacks = vec![Stack { idle: Some("a task".into()), ..stack }; 2];
    for (id, state, stack) in
        [(1, ThreadState::Sleeping, 0), (2, ThreadState::Sleeping, 1), (3, ThreadState::Running, 1)]
    {
        let thread = Thread { state: Some(state), stack: Ok(stack), ..Thread::new(id) };
        threads.threads.push(thread);
    }
    wake(&mut threads);
    let idle: Vec<bool> = threads.threads.iter().map(|thread| threads.is_idle(thread)).collect();
    assert_eq!(idle, [true, false, false]);
}
