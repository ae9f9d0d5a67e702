//! What a report must not disturb, with reports without pause.
//!
//! `GMR_GREEN_SECONDS=60` makes those longer that last.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]

mod torture {
    mod ends;
    mod order;
    mod ping_pong;
    mod stuck;
}

use std::time::Duration;

/// How long a test does so that has no end of its own.
fn duration() -> Duration {
    let seconds = std::env::var("GMR_GREEN_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(seconds.unwrap_or(2))
}

fn two_workers() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

fn one_thread() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}
