//! Reports that are asked for by a task.
#![cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]

use gmr::{Destination, Traced};
use std::fs;
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use tokio::sync::oneshot;

async fn waits(gate: oneshot::Receiver<()>) {
    let _ = gate.await; // here
}

/// An executor of one future, and of nothing else.
fn drive<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

fn written(destination: Result<Destination, gmr::Error>) -> String {
    match destination.unwrap() {
        Destination::File(path) => fs::read_to_string(path).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_report_from_inside_a_runtime_of_one_thread_knows_where_its_tasks_wait() {
    assert!(drive(gmr::report_async()).unwrap_err().to_string().contains("not set up"));
    let folder = tempfile::tempdir().unwrap();
    let _guard = gmr::autorun(gmr::package!()).log_dir(folder.path()).start().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let text = runtime.block_on(async {
        let (_open, gate) = oneshot::channel();
        tokio::spawn(waits(gate).traced_as("on the only thread"));
        // It is polled for the first time.
        tokio::task::yield_now().await;
        written(tokio::spawn(gmr::report_async()).await.unwrap())
    });
    let line = include_str!("report_async.rs").lines().position(|line| line.ends_with("// here"));
    let place = format!("report_async.rs:{}", line.unwrap() + 1);
    assert!(text.contains("on the only thread") && text.contains(&place), "{text}");
    assert!(!text.contains("did not answer"), "{text}");
    // Any executor will do.
    assert!(written(drive(gmr::report_async())).contains("Green Threads"));
}
