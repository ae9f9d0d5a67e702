//! Async tasks: which live, and where they wait.
//!
//! A task owns a *slot* (`slot`), which says what it does, in stores that cost next to nothing.
//! Slots stand in chunks that are never given back (`slab`), so that anybody may look at one at any
//! time. One word (`clock`) holds the coarse time and the generation of the *inquiry* under way, so
//! that a poll that nobody asks reads one word.
//!
//! An inquiry (`inquiry`) asks tasks by waking them. A task that is asked polls its future with a
//! *tracing waker* (`trace`, `waker`): whoever clones that waits for it, so the clone copies the
//! registers and the stack of that moment, up to the frame of the task's own poll (`stack`). After
//! the poll the copies are left in the slot as the *answer*, which the reporter takes and unwinds.
//!
//! What runs inside the poll of a task, or holds its slot's latch, never waits for a lock of the
//! program, and calls none of its code.

mod answer;
mod clock;
mod current;
mod fork;
mod handle;
mod inquiry;
mod latch;
#[cfg(all(feature = "tokio", tokio_unstable))]
pub(crate) mod places;
#[cfg(feature = "tokio")]
pub(crate) mod runtimes;
mod slab;
mod slot;
mod stack;
mod state;
mod trace;
mod waker;

pub(crate) use answer::{Answer, Flaw, Kind, Record};
pub(crate) use handle::Handle;
pub(crate) use inquiry::{Asked, Inquiry, entries};
pub(crate) use slot::{About, Entry};
/// Calls of gmr's own at the inner end of each stack in an answer.
pub(crate) use stack::OWN_CALLS;
pub(crate) use state::State;

/// What latches and slots are made of; where they are proved, other atomics stand here.
mod atomic {
    pub(super) use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};
    use std::thread;
    use std::time::Duration;

    /// Turns after which the reporter gives up: the thread that shut a latch is stopped, or was
    /// left behind by a fork.
    pub(super) const PATIENCE: u32 = 160;

    /// Waits a little for somebody who is about to be done, each time longer.
    pub(super) fn pause(turn: u32) {
        match turn {
            0..64 => std::hint::spin_loop(),
            64..96 => thread::yield_now(),
            // Whoever is to be done may be kept from the processor by this very thread.
            _ => thread::sleep(Duration::from_micros(50)),
        }
    }
}

#[cfg(test)]
mod tests;
