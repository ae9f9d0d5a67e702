//! "Tokio runtime": what the runtime counts itself.

use crate::section::{Out, runtime};
use tokio::runtime::{Handle, RuntimeFlavor, RuntimeMetrics};

/// More workers than these are counted only.
const LISTED: usize = 128;

/// Writes the section; there is none where no runtime is known.
pub(super) fn write(out: Out<'_>) {
    match runtime::current() {
        Some(runtime) => write_runtime(&runtime, out),
        None => out.leave_out(),
    }
}

fn write_runtime(runtime: &Handle, out: Out<'_>) {
    let metrics = runtime.metrics();
    let mut map = out.map();
    map.entry("flavor").symbol(match runtime.runtime_flavor() {
        RuntimeFlavor::CurrentThread => "current_thread",
        RuntimeFlavor::MultiThread => "multi_thread",
        _ => "unknown",
    });
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    map.entry("workers").uint(count(metrics.num_workers()));
    map.entry("alive_tasks").uint(count(metrics.num_alive_tasks()));
    map.entry("global_queue_depth").uint(count(metrics.global_queue_depth()));
    #[cfg(target_has_atomic = "64")]
    write_workers(&metrics, map.entry("per_worker"));
}

#[cfg(target_has_atomic = "64")]
fn write_workers(metrics: &RuntimeMetrics, out: Out<'_>) {
    let mut list = out.list();
    let workers = metrics.num_workers();
    for worker in 0..workers.min(LISTED) {
        let mut map = list.item().map();
        map.entry("busy").duration(metrics.worker_total_busy_duration(worker));
        map.entry("parks").uint(metrics.worker_park_count(worker));
        // It counts both ways.
        let is_parked = metrics.worker_park_unpark_count(worker) % 2 == 1;
        map.entry("parked").bool(is_parked);
    }
    if let Some(more @ 1..) = workers.checked_sub(LISTED) {
        list.item().note(format!("{more} more"));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, clippy::unwrap_used)]

    use super::*;
    use crate::model::{Content, Value};
    use crate::section::Sheet;

    #[test]
    fn the_runtime_is_shown_as_it_counts_itself() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
        let _task = runtime.spawn(std::future::pending::<()>());
        let sheet = Sheet::new();
        write_runtime(runtime.handle(), Out::root(&sheet));
        let Content::Value(value) = sheet.take() else { panic!("no value") };
        assert_eq!(value.entry("workers"), Some(&Value::Int(2)));
        assert_eq!(value.entry("alive_tasks"), Some(&Value::Int(1)));
        let Some(Value::List(workers)) = value.entry("per_worker") else { panic!("{value:?}") };
        assert_eq!(workers.len(), 2);
        assert!(workers.iter().all(|worker| worker.entry("busy").is_some()));
    }
}
