//! Reports leave no memory behind.
//!
//! `GMR_GREEN_REPORTS=2000` makes so many.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]
#![allow(unsafe_code, reason = "an allocator that counts")]

use gmr_green::{eventually, find, tasks};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

struct Counting;

static LIVE: AtomicI64 = AtomicI64::new(0);

fn add(bytes: usize, sign: i64) {
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    LIVE.fetch_add(sign * bytes, Ordering::Relaxed);
}

// SAFETY: all is done by the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size(), 1);
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        add(layout.size(), -1);
        // SAFETY: the caller's.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const TASKS: usize = 200;

fn live() -> i64 {
    LIVE.load(Ordering::Relaxed)
}

/// Waits in two places, of which each keeps the last waker that it was given.
async fn wait(event: Arc<Notify>) {
    tokio::select! {
        () = event.notified() => {}
        () = tokio::time::sleep(Duration::from_secs(1000)) => {}
    }
}

#[test]
fn thousands_of_reports_leave_nothing_behind() {
    let number = std::env::var("GMR_GREEN_REPORTS").ok().and_then(|number| number.parse().ok());
    let number: usize = number.unwrap_or(300);
    let event = Arc::new(Notify::new());
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(2).enable_all().build().unwrap();
    let mut set = gmr::task::tokio::JoinSet::new();
    for _ in 0..TASKS {
        set.build_task().name("one of many").spawn_on(wait(event.clone()), runtime.handle());
    }
    eventually("their traces", |tasks| find(tasks, "one of many")?.trace.map(drop));
    // What is remembered from one report to the next is there after some.
    (0..20).for_each(|_| drop(tasks()));
    let before = live();
    (0..number).for_each(|_| drop(tasks()));
    let more = live() - before;
    println!("{more} bytes more after {number} reports of {TASKS} tasks");
    // Less than a hundred bytes for each task, and none for a report.
    assert!(more < 20_000, "{more} bytes more");
    event.notify_waiters();
    runtime.block_on(set.join_all());
    assert_eq!(find(&tasks(), "one of many"), None);
}
