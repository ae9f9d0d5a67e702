//! A slot, which a task's thread and the reporter hand to each other.

#[path = "../../../gmr/src/sys/task/latch.rs"]
mod latch;
#[path = "../../../gmr/src/sys/task/slot.rs"]
#[allow(dead_code, reason = "what only other parts of gmr need")]
mod slot;
#[path = "../../../gmr/src/sys/task/state.rs"]
mod state;

mod meetings;

/// What slots and the model are made of.
mod atomic {
    #[cfg(loom)]
    pub(super) use loom::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};
    #[cfg(not(loom))]
    pub(super) use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};

    /// The reporter gives up soon: that it may is a part of the model.
    pub(super) const PATIENCE: u32 = 2;

    pub(super) fn pause(_: u32) {
        #[cfg(loom)]
        loom::thread::yield_now();
        #[cfg(not(loom))]
        std::thread::yield_now();
    }
}

mod answer {
    #[cfg(loom)]
    use loom::sync::Arc;
    #[cfg(not(loom))]
    use std::sync::Arc;

    /// Whose it is; one that is never dropped is found out.
    #[derive(Debug)]
    pub(super) struct Answer {
        pub(super) task: u64,
        pub(super) _alive: Arc<()>,
    }
}
