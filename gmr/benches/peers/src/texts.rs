//! The same task as each shows it.

use crate::{deep, dump, runtime};
use await_tree::{Config, Registry};
use gmr::Traced;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

pub(crate) fn show() {
    let runtime = runtime();
    let event = Arc::new(Notify::new());
    let trees = Registry::new(Config::default());
    if cfg!(all(feature = "dump", tokio_unstable)) {
        runtime.spawn(deep::plain::one(event.clone()));
        std::thread::sleep(Duration::from_millis(100));
        println!("---- tokio's dump");
        dump(&runtime).into_iter().flatten().for_each(|text| println!("{text}"));
        return;
    }
    runtime.spawn(deep::plain::one(event.clone()).traced_as("deep"));
    runtime.spawn(deep::framed::one(event.clone()));
    runtime
        .spawn(trees.register_anonymous("deep").instrument(deep::instrumented::one(event.clone())));
    std::thread::sleep(Duration::from_millis(1100));
    println!("---- gmr");
    let text = gmr::view::text(&gmr::collect());
    let from = text.lines().skip_while(|line| !line.contains("Task #"));
    from.take_while(|line| !line.starts_with("===")).for_each(|line| println!("{line}"));
    println!("---- async-backtrace\n{}", async_backtrace::taskdump_tree(true));
    println!("---- await-tree");
    trees.collect_anonymous().iter().for_each(|tree| println!("{tree}"));
}
