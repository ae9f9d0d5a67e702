//! A task that yields to tokio's scheduler, again and again.
//!
//! It wakes itself at once: `yield_now` has the runtime look for events after each poll, which costs
//! three times what is to be seen here.

use gmr::Traced;
use std::future::{Future, poll_fn};
use std::task::Poll;
use tokio::runtime::Builder;

const YIELDS: u32 = 10_000;

async fn yields() {
    for _ in 0..YIELDS {
        let mut is_woken = false;
        poll_fn(|context| {
            if is_woken {
                return Poll::Ready(());
            }
            is_woken = true;
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}

pub(crate) fn plain() -> u32 {
    run(yields())
}

pub(crate) fn tracked() -> u32 {
    run(yields().traced())
}

fn run(future: impl Future<Output = ()> + Send + 'static) -> u32 {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async { tokio::spawn(future).await }).expect("a task that returns");
    YIELDS
}
