use super::*;

/// Frames of these functions; an empty name stands for a frame without one.
fn frames(names: &[&str]) -> Vec<Arc<Frame>> {
    let function = |name: &&str| (!name.is_empty()).then(|| (*name).into());
    let frame = |name| Frame { function: function(name), ..Frame::new(1) };
    names.iter().map(|name| frame(name).into()).collect()
}

/// How a thread waits in std, in two ways in which compilers write it.
const WAIT: [&str; 4] = [
    "syscall",
    "std::sys::pal::unix::futex::futex_wait",
    "<std::sys::sync::condvar::futex::Condvar>::wait",
    "std::sync::condvar::Condvar::wait",
];
const BEGIN: [&str; 2] = ["std::sys::backtrace::__rust_begin_short_backtrace", ""];

#[track_caller]
fn check(pool: &[&str], expect: Option<&str>) {
    let names = [&WAIT, pool, &BEGIN].concat();
    assert_eq!(idle(&frames(&names)), expect, "{names:#?}");
}

#[test]
fn the_threads_of_each_pool_are_idle_where_they_wait_for_work() {
    let epoll = "mio::sys::unix::selector::Selector::select";
    let driver = "tokio::runtime::io::driver::Driver::turn";
    let park = "<tokio::runtime::scheduler::multi_thread::worker::Context>::park_internal";
    check(&[epoll, driver, park], Some("a task, as a tokio worker"));
    let run = "tokio::runtime::blocking::pool::Inner::run";
    check(&["tokio::loom::std::x", run], Some("a job, as a thread of tokio's blocking pool"));
    let cold = "<rayon_core::registry::WorkerThread>::wait_until_cold";
    check(
        &["<rayon_core::sleep::Sleep>::sleep", cold, "rayon_core::registry::main_loop"],
        Some("a job, as a rayon worker"),
    );
    let poller = "polling::Poller::wait";
    check(
        &[poller, "async_io::reactor::ReactorLock::react", "async_io::driver::main_loop"],
        Some("an event, as the reactor of async-io"),
    );
    let block_on = "async_io::driver::block_on";
    check(
        &["parking::Inner::park", block_on, "async_global_executor::threading::thread_main_loop"],
        Some("a task, as a worker of async-global-executor"),
    );
    check(
        &["parking::Inner::park", block_on, "smol::spawn::global::{{closure}}"],
        Some("a task, as a smol worker"),
    );
    check(&["blocking::Executor::main_loop"], Some("a job, as a thread of the crate blocking"));
    check(
        &["futures_executor::thread_pool::PoolState::work"],
        Some("a task, as a worker of futures"),
    );
    check(&["threadpool::spawn_in_pool::{{closure}}"], Some("a job, as a worker of threadpool"));
    check(
        &["background_thread_sleep", "background_thread_entry"],
        Some("memory to give back, as jemalloc's own thread"),
    );
}

#[test]
fn a_thread_that_waits_within_a_task_is_not_idle() {
    let run = "tokio::runtime::blocking::pool::Inner::run";
    check(&["shop::load", "tokio::runtime::blocking::task::poll", run], None);
    check(&["shop::load", "threadpool::spawn_in_pool::{{closure}}"], None);
    check(&["parking::Inner::park", "async_io::driver::block_on", "shop::main"], None);
    let main = "rayon_core::registry::main_loop";
    let cold = "rayon_core::registry::WorkerThread::wait_until_cold";
    check(&["rayon_core::sleep::Sleep::sleep", cold, "shop::sum", main], None);
    check(&["shop::wait"], None);
    assert_eq!(idle(&[]), None);
}

#[test]
fn a_function_that_only_sounds_like_one_of_a_pool_is_not_taken_for_it() {
    check(&["my_tokio::runtime::blocking::pool::Inner::run"], None);
    check(&["shop::threadpool::spawn_in_pool"], None);
}
