//! How long it takes to say where many tasks wait, five awaits deep.

use crate::{deep, dump, runtime};
use await_tree::{Config, Registry};
use gmr::Traced;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::Notify;
use tokio::task::JoinSet;

const TURNS: usize = 5;

pub(crate) fn measure() {
    // What is read once.
    drop(gmr::collect());
    for number in [1_000, 10_000, 100_000] {
        println!("{number} tasks:");
        tasks(
            number,
            |event| deep::plain::one(event).traced(),
            |_| {
                let report = gmr::collect();
                let tasks = report.tasks().expect("a report has tasks");
                let named = tasks.tasks.iter().filter(|task| task.trace.is_some()).count();
                let whole = gmr::view::text(&report).len();
                let asked = tasks.timing.collect;
                (format!("gmr, a whole report; {asked:.1?} of it to ask; {named} traces"), whole)
            },
        );
        tasks(number, deep::framed::one, |_| {
            ("async-backtrace".to_owned(), async_backtrace::taskdump_tree(false).len())
        });
        let trees = Registry::new(Config::default());
        let one =
            |event| trees.register_anonymous("task").instrument(deep::instrumented::one(event));
        tasks(number, one, |_| {
            let texts = trees.collect_anonymous().into_iter().map(|tree| tree.to_string());
            ("await-tree".to_owned(), texts.map(|text| text.len()).sum())
        });
        if cfg!(all(feature = "dump", tokio_unstable)) && number <= 10_000 {
            tasks(number, deep::plain::one, |runtime| {
                let texts = dump(runtime).into_iter().flatten().map(|text| text.len());
                ("tokio's dump".to_owned(), texts.sum())
            });
        }
    }
}

/// Starts so many, and prints the quickest of some turns to the finished text, and the first.
fn tasks<F>(
    number: usize,
    one: impl Fn(Arc<Notify>) -> F,
    say: impl Fn(&Runtime) -> (String, usize),
) where
    F: Future<Output = ()> + Send + 'static,
{
    let runtime = runtime();
    let event = Arc::new(Notify::new());
    let mut set = JoinSet::new();
    for _ in 0..number {
        set.spawn_on(one(event.clone()), runtime.handle());
    }
    // Until each has come to its await: the last that was spawned.
    std::thread::sleep(Duration::from_millis(200 + number as u64 / 100));
    let mut times = Vec::new();
    let mut said = (String::new(), 0);
    for _ in 0..TURNS {
        let begin = Instant::now();
        said = say(&runtime);
        times.push(begin.elapsed());
    }
    let best = times.iter().min().expect("some turns");
    println!("  {best:8.1?} (first {:8.1?}) {:9} bytes  {}", times[0], said.1, said.0);
    event.notify_waiters();
    runtime.block_on(async { while set.join_next().await.is_some() {} });
}
