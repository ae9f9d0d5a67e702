//! The smallest lock: held for a few instructions, never while code of the program runs.

use super::atomic::{AtomicU32, Ordering, PATIENCE, pause};

const OPEN: u32 = 0;
const SHUT: u32 = 1;

/// Four bytes that one thread at a time may hold.
#[derive(Debug)]
pub(super) struct Latch(pub(super) AtomicU32);

impl Latch {
    /// An open one.
    pub(super) fn new() -> Self {
        Latch(AtomicU32::new(OPEN))
    }

    /// Shuts it, or waits.
    #[inline]
    pub(super) fn hold(&self) -> Held<'_> {
        let mut turn = 0;
        while !self.try_shut() {
            pause(turn);
            turn += 1;
        }
        Held(self)
    }

    /// As [`hold`](Self::hold), for those who would rather not know than wait for ever.
    pub(super) fn hold_soon(&self) -> Option<Held<'_>> {
        let free = (0..PATIENCE).any(|turn| {
            let shut = self.try_shut();
            if !shut {
                pause(turn);
            }
            shut
        });
        free.then_some(Held(self))
    }

    /// Opens it for a thread that is gone.
    pub(super) fn open(&self) {
        self.0.store(OPEN, Ordering::Release);
    }

    #[inline]
    fn try_shut(&self) -> bool {
        self.0.compare_exchange(OPEN, SHUT, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }
}

/// A latch that is shut until this is dropped.
#[derive(Debug)]
pub(super) struct Held<'l>(&'l Latch);

impl Drop for Held<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.open();
    }
}
