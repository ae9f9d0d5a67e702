//! A poll and nothing else: what it adds to a future that does nothing.

use gmr::Traced;
use std::future::Future;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

const POLLS: u32 = 100_000;

/// Counts, so that the compiler cannot leave it out.
struct Counts(u64);

impl Future for Counts {
    type Output = ();

    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        self.0 += 1;
        Poll::Pending
    }
}

pub(crate) fn plain() -> u32 {
    polls(pin!(Counts(0)))
}

pub(crate) fn tracked() -> u32 {
    polls(pin!(Counts(0).traced()))
}

fn polls(mut future: Pin<&mut impl Future<Output = ()>>) -> u32 {
    let context = &mut Context::from_waker(Waker::noop());
    for _ in 0..POLLS {
        let _ = black_box(black_box(future.as_mut()).poll(context));
    }
    POLLS
}
