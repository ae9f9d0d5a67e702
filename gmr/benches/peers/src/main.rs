//! Tasks as gmr, async-backtrace, await-tree and tokio's own dump watch and show them.

mod cost;
mod deep;
mod reports;
mod texts;
mod throughput;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("cost") => cost::measure(),
        Some("reports") => reports::measure(),
        Some("throughput") => throughput::measure(),
        Some("texts") => texts::show(),
        _ => eprintln!("cost, reports, throughput or texts?"),
    }
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().expect("a runtime")
}

/// What tokio says of its tasks; nothing in a build without.
#[cfg(all(feature = "dump", tokio_unstable))]
fn dump(runtime: &tokio::runtime::Runtime) -> Option<Vec<String>> {
    let handle = runtime.handle().clone();
    let dump = async move {
        tokio::time::timeout(std::time::Duration::from_secs(60), handle.dump()).await
    };
    let dump = runtime.block_on(dump).expect("it ends in a minute");
    Some(dump.tasks().iter().map(|task| task.trace().to_string()).collect())
}

#[cfg(not(all(feature = "dump", tokio_unstable)))]
fn dump(_: &tokio::runtime::Runtime) -> Option<Vec<String>> {
    None
}
