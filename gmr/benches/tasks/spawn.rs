//! Making a task and dropping it; and the same by tokio.

use gmr::Traced;
use std::future::{Ready, ready};
use std::hint::black_box;
use tokio::runtime::Builder;

const TASKS: u32 = 5_000;

pub(crate) fn plain() -> u32 {
    make(|| ready(1))
}

pub(crate) fn tracked() -> u32 {
    make(|| ready(1).traced())
}

pub(crate) fn named() -> u32 {
    make(|| ready(1).traced_as("of the benchmark"))
}

fn make<F>(one: impl Fn() -> F) -> u32 {
    for _ in 0..TASKS {
        drop(black_box(one()));
    }
    TASKS
}

pub(crate) fn tokio_plain() -> u32 {
    spawn(|| ready(1))
}

pub(crate) fn tokio_tracked() -> u32 {
    spawn(|| ready(1).traced())
}

fn spawn<F>(one: impl Fn() -> F) -> u32
where
    F: Future<Output = <Ready<u8> as Future>::Output> + Send + 'static,
{
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        for _ in 0..TASKS {
            let joined = tokio::spawn(one()).await;
            assert_eq!(joined.expect("a task that returns"), 1);
        }
    });
    TASKS
}
