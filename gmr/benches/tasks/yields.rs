//! A task that yields to tokio's scheduler, again and again.

use gmr::Traced;
use std::future::Future;
use tokio::runtime::Builder;
use tokio::task::yield_now;

const YIELDS: u32 = 10_000;

async fn yields() {
    for _ in 0..YIELDS {
        yield_now().await;
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
