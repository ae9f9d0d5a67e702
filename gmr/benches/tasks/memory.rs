//! What a task takes beyond its future: slot and handle, as the kernel counts memory.

use gmr::Traced;
use std::fs;
use std::future::{Future, pending};
use std::hint::black_box;
use std::pin::Pin;
use std::task::{Context, Waker};

/// So many that nothing else counts.
const TASKS: u32 = 1_000_000;

/// Bytes for each; the future itself has none.
pub(crate) fn each() -> f64 {
    let before = resident();
    let mut tasks: Vec<_> = (0..TASKS).map(|_| pending::<()>().traced()).collect();
    let context = &mut Context::from_waker(Waker::noop());
    for task in &mut tasks {
        assert!(Pin::new(task).poll(context).is_pending());
    }
    let bytes = resident() - before;
    drop(black_box(tasks));
    bytes / f64::from(TASKS)
}

fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("the kernel tells the memory");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib * 1024.0
}
