//! Real pools, whose threads wait for work.

use super::*;
use crate::capture::idle::wake;
use crate::sys::snapshot::testing::turn;

/// Waits until the threads with this name are seen asleep so, in any order; on the way to its
/// place, a thread may sleep elsewhere for a moment.
fn wait_until_seen(capture: &mut Capture, name: &str, expect: &[Option<&str>]) {
    let until = deadline();
    loop {
        let threads = report(capture);
        let mut named = threads.threads.iter().filter(|thread| thread.name == name);
        let mut found: Vec<_> = named.clone().map(|thread| idle(&threads, thread)).collect();
        found.sort_unstable();
        if found == expect && named.all(|t| t.state == Some(ThreadState::Sleeping)) {
            return;
        }
        assert!(Instant::now() < until, "{found:?}: {:#?}", threads.stacks);
    }
}

/// What the thread waits for, if it is idle.
fn idle<'t>(threads: &'t Threads, thread: &Thread) -> Option<&'t str> {
    threads.stack_of(thread.id)?.idle.as_deref()
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
    let mut capture = Capture::install(None).unwrap();
    let worker = Some("a task, as a tokio worker");
    let pool = Some("a job, as a thread of tokio's blocking pool");
    wait_until_seen(&mut capture, "idle-tokio", &[pool, worker, worker]);

    let (tell, told) = mpsc::channel();
    let job = runtime.spawn_blocking(move || tell.send(()).is_ok() && stopped.recv().is_err());
    told.recv().unwrap();
    wait_until_seen(&mut capture, "idle-tokio", &[None, worker, worker]);
    drop(stop);
    assert!(runtime.block_on(job).unwrap());
}

#[test]
fn the_workers_of_rayon_are_idle_unless_they_wait_within_a_job() {
    let _turn = turn();
    let name = |_| "idle-rayon".to_owned();
    let pool = rayon_core::ThreadPoolBuilder::new().num_threads(2).thread_name(name);
    let pool = pool.build().unwrap();
    let mut capture = Capture::install(None).unwrap();
    let idle = Some("a job, as a rayon worker");
    wait_until_seen(&mut capture, "idle-rayon", &[idle, idle]);

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
    wait_until_seen(&mut capture, "idle-rayon", &[None, None]);
    drop(stop);
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
