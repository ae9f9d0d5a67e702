//! Nanoseconds of a poll and of a spawn, in one run: the quickest of many turns, in time of this
//! thread on the processor, on which all is done.

use await_tree::{Config, Registry};
use gmr::Traced;
use std::future::poll_fn;
use std::task::Poll;
use tokio::runtime::{Builder, Runtime};

const TURNS: usize = 25;
const POLLS: u32 = 1_000_000;
const SPAWNS: u32 = 100_000;

type Way<'a> = (&'static str, Box<dyn Fn() + 'a>);

pub(crate) fn measure() {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    let trees = Registry::new(Config::default());
    polls(&runtime, &trees);
    spawns(&runtime, &trees);
}

/// Wakes itself at once: `yield_now` would have the runtime look for events each time, which costs
/// much more than what is measured.
async fn yields() {
    let mut left = POLLS;
    poll_fn(|context| {
        left -= 1;
        if left == 0 {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn run(runtime: &Runtime, future: impl Future<Output = ()> + Send + 'static) {
    runtime.block_on(async { tokio::spawn(future).await }).expect("it returns");
}

fn polls(runtime: &Runtime, trees: &Registry) {
    let ways: Vec<Way<'_>> = vec![
        ("tokio", Box::new(|| run(runtime, yields()))),
        ("gmr", Box::new(|| run(runtime, yields().traced()))),
        ("async-backtrace", Box::new(|| run(runtime, async_backtrace::frame!(yields())))),
        (
            "await-tree",
            Box::new(|| {
                run(runtime, trees.register_anonymous("task").instrument(yields()));
            }),
        ),
    ];
    print("a poll, in a task that yields", POLLS, &ways);
}

/// Spawns a task and awaits it, again and again.
fn spawn_each<F>(runtime: &Runtime, one: impl Fn() -> F + Send + 'static)
where
    F: Future<Output = ()> + Send + 'static,
{
    run(runtime, async move {
        for _ in 0..SPAWNS {
            tokio::spawn(one()).await.expect("it returns");
        }
    });
}

fn spawns(runtime: &Runtime, trees: &Registry) {
    let ways: Vec<Way<'_>> = vec![
        ("tokio", Box::new(|| spawn_each(runtime, async || {}))),
        ("gmr", Box::new(|| spawn_each(runtime, || async {}.traced()))),
        (
            "gmr::spawn",
            Box::new(|| {
                run(runtime, async {
                    for _ in 0..SPAWNS {
                        gmr::spawn(async {}).await.expect("it returns");
                    }
                });
            }),
        ),
        (
            "async-backtrace",
            Box::new(|| {
                spawn_each(runtime, || async_backtrace::frame!(async {}));
            }),
        ),
        (
            "await-tree",
            Box::new(|| {
                let trees = trees.clone();
                spawn_each(runtime, move || trees.register_anonymous("task").instrument(async {}));
            }),
        ),
    ];
    print("a spawn, with its join", SPAWNS, &ways);
}

/// All take turns, so that what else the machine does hits all.
fn print(what: &str, steps: u32, ways: &[Way<'_>]) {
    let mut best = vec![f64::INFINITY; ways.len()];
    for _ in 0..TURNS {
        for ((_, way), best) in ways.iter().zip(&mut best) {
            let begin = on_processor();
            way();
            *best = best.min((on_processor() - begin) / f64::from(steps));
        }
    }
    println!("{what}:");
    for ((name, _), time) in ways.iter().zip(&best) {
        println!("  {name:18} {time:8.1} ns, {:+7.1}", time - best[0]);
    }
}

/// Nanoseconds that this thread has been on a processor.
fn on_processor() -> f64 {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    let first = times.split_whitespace().next().expect("a number");
    first.parse().expect("a number")
}
