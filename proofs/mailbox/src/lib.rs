//! The mailbox's protocol with atomics that show every order: the reporter's steps are gmr's own
//! code (`protocol.rs`), those of the handler's entry, which is written in assembly, are repeated
//! here one by one.
//!
//! `RUSTFLAGS="--cfg loom" cargo test --release` walks through all orders;
//! `cargo +nightly miri test` looks for undefined behaviour and races in some.
#![cfg(test)]

#[path = "../../../gmr/src/sys/snapshot/protocol.rs"]
#[allow(dead_code, reason = "what only the handler's copying needs")]
mod protocol;

mod handler;
mod rounds;

/// What the protocol and the model are made of.
mod atomic {
    #[cfg(loom)]
    pub(crate) use loom::sync::atomic::{
        AtomicBool, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering,
    };
    #[cfg(not(loom))]
    pub(crate) use std::sync::atomic::{
        AtomicBool, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering,
    };
}

/// A word that only the protocol protects: two at once are seen by loom and by Miri.
#[derive(Debug, Default)]
struct Unprotected(
    #[cfg(loom)] loom::cell::UnsafeCell<u64>,
    #[cfg(not(loom))] std::cell::UnsafeCell<u64>,
);

// SAFETY: that it is only touched by one at a time is what the tests are about.
unsafe impl Sync for Unprotected {}
// SAFETY: as above.
unsafe impl Send for Unprotected {}

#[cfg(loom)]
impl Unprotected {
    fn read(&self) -> u64 {
        // SAFETY: loom complains if somebody writes meanwhile.
        self.0.with(|word| unsafe { *word })
    }

    fn write(&self, value: u64) {
        // SAFETY: loom complains if somebody reads or writes meanwhile.
        self.0.with_mut(|word| unsafe { *word = value });
    }
}

#[cfg(not(loom))]
impl Unprotected {
    fn read(&self) -> u64 {
        // SAFETY: Miri complains if somebody writes meanwhile.
        unsafe { *self.0.get() }
    }

    fn write(&self, value: u64) {
        // SAFETY: Miri complains if somebody reads or writes meanwhile.
        unsafe { *self.0.get() = value };
    }
}

/// Runs a test in all orders, or in some.
fn in_all_orders(test: impl Fn() + Sync + Send + 'static) {
    #[cfg(loom)]
    loom::model(test);
    #[cfg(not(loom))]
    (0..if cfg!(miri) { 8 } else { 1000 }).for_each(|_| test());
}
