//! "Tokio runtime": what the runtimes count themselves.

use crate::capture::tasks::runtimes::{Runtime, note_this, runtimes};
use crate::section::{Out, runtime};
use tokio::runtime::{RuntimeFlavor, RuntimeMetrics};

/// More runtimes, and more workers of one, are counted only.
const LISTED: usize = 128;

/// Writes the section; there is none where no runtime is known.
pub(super) fn write(out: Out<'_>) {
    runtime::current().map(note_this);
    write_runtimes(&runtimes(), out);
}

fn write_runtimes(known: &[Runtime], out: Out<'_>) {
    match known {
        [] => out.leave_out(),
        [only] => write_runtime(only, out),
        several => {
            let mut list = out.list();
            several.iter().take(LISTED).for_each(|one| write_runtime(one, list.item()));
            if let Some(more @ 1..) = several.len().checked_sub(LISTED) {
                list.item().note(format!("{more} more"));
            }
        }
    }
}

fn write_runtime(runtime: &Runtime, out: Out<'_>) {
    let metrics = runtime.handle.metrics();
    let mut map = out.map();
    map.entry("flavor").symbol(match runtime.handle.runtime_flavor() {
        RuntimeFlavor::CurrentThread => "current_thread",
        RuntimeFlavor::MultiThread => "multi_thread",
        _ => "unknown",
    });
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    map.entry("workers").uint(count(metrics.num_workers()));
    map.entry("alive_tasks").uint(count(runtime.alive));
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

    fn written(known: &[Runtime]) -> Option<Value> {
        let sheet = Sheet::new();
        write_runtimes(known, Out::root(&sheet));
        match (sheet.take_refusal(), sheet.take()) {
            (None, Content::Value(value)) => Some(value),
            (None, other) => panic!("{other:?}"),
            (Some(_), _) => None,
        }
    }

    #[test]
    fn the_runtime_is_shown_as_it_counts_itself() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
        let known = |alive| Runtime { handle: runtime.handle().clone(), alive };
        let value = written(&[known(1)]).unwrap();
        assert_eq!(value.entry("workers"), Some(&Value::Int(2)));
        assert_eq!(value.entry("alive_tasks"), Some(&Value::Int(1)));
        let Some(Value::List(workers)) = value.entry("per_worker") else { panic!("{value:?}") };
        assert_eq!(workers.len(), 2);
        assert!(workers.iter().all(|worker| worker.entry("busy").is_some()));
        // Several are a list, and without any there is no section.
        let Some(Value::List(two)) = written(&[known(1), known(2)]) else { panic!("no list") };
        assert_eq!(two[1].entry("alive_tasks"), Some(&Value::Int(2)));
        assert_eq!(written(&[]), None);
    }
}
