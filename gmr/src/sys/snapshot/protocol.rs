//! The protocol of a mailbox's words, without the memory that they stand in.
//!
//! `mailbox` tells what it promises. This file takes its atomics from `super::atomic`, so that
//! another crate can put its own there and walk through all orders in which two threads may see
//! the words: `proofs/mailbox` does.

use super::atomic::{AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering};

/// The states of a slot.
pub(super) const REQUESTED: u64 = 1;
pub(super) const COPYING: u64 = 2;
pub(super) const DONE: u64 = 3;
pub(super) const ABANDONED: u64 = 4;

/// In `remaining`, beside the count: the reporter sleeps until the last one wakes it.
const SLEEPS: u32 = 1 << 31;

/// The state in a state word; above it stands the generation.
pub(super) fn state_in(word: u64) -> u64 {
    word & 0xff
}

/// What all handlers of a round share. It changes between rounds only.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Shared<R> {
    /// The table of regions.
    pub(super) regions: AtomicPtr<R>,
    pub(super) regions_len: AtomicUsize,
    pub(super) pool_len: AtomicUsize,
    /// Where the next copy goes in the pool.
    pub(super) pool_next: AtomicUsize,
    /// Threads that have not answered, plus one until all are asked; and [`SLEEPS`].
    pub(super) remaining: AtomicU32,
}

impl<R> Shared<R> {
    /// Before the first round.
    pub(super) fn new() -> Self {
        Shared {
            regions: AtomicPtr::new(std::ptr::null_mut()),
            regions_len: AtomicUsize::new(0),
            pool_len: AtomicUsize::new(0),
            pool_next: AtomicUsize::new(0),
            remaining: AtomicU32::new(0),
        }
    }

    /// What the handlers of the next round get. No slot is *requested* or *copying*.
    pub(super) fn begin(&self, regions: &mut [R], pool_len: usize) {
        self.regions.store(regions.as_mut_ptr(), Ordering::Relaxed);
        self.regions_len.store(regions.len(), Ordering::Relaxed);
        self.pool_len.store(pool_len, Ordering::Relaxed);
        self.pool_next.store(0, Ordering::Relaxed);
        self.remaining.store(1, Ordering::Relaxed);
    }

    /// From here on the last one that answers is the last of all.
    pub(super) fn all_asked(&self) {
        self.remaining.fetch_sub(1, Ordering::Relaxed);
    }

    /// Whether all have answered.
    pub(super) fn have_all_answered(&self) -> bool {
        self.remaining.load(Ordering::Relaxed) & !SLEEPS == 0
    }

    /// Lets the last one wake the reporter: what stands in `remaining` as long as nobody answers,
    /// or nothing if all have.
    pub(super) fn fall_asleep(&self) -> Option<u32> {
        let word = self.remaining.fetch_or(SLEEPS, Ordering::Relaxed) | SLEEPS;
        (word != SLEEPS).then_some(word)
    }

    /// Lets one thread claim the slot; `generation` stands where it does in a state word.
    pub(super) fn request(&self, state: &AtomicU64, generation: u64) {
        self.remaining.fetch_add(1, Ordering::Relaxed);
        state.store(generation | REQUESTED, Ordering::Release);
    }

    /// The state of a slot when the reporter has taken it back if it could.
    pub(super) fn settle(&self, state: &AtomicU64, generation: u64) -> u64 {
        let (requested, abandoned) = (generation | REQUESTED, generation | ABANDONED);
        // `Acquire` on both ways out: behind *done* stands the copy.
        match state.compare_exchange(requested, abandoned, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => {
                self.remaining.fetch_sub(1, Ordering::Relaxed);
                ABANDONED
            }
            Err(word) => state_in(word),
        }
    }

    /// Takes back what nobody claimed; whether no handler is at work any more.
    pub(super) fn retire<'s>(
        &self,
        states: impl Iterator<Item = &'s AtomicU64>,
        generation: u64,
    ) -> bool {
        states.filter(|state| self.settle(state, generation) == COPYING).count() == 0
    }

    /// What a handler does before it says *done*; whether it has to wake the reporter.
    #[inline(always)]
    pub(super) fn is_last_of_sleeper(&self) -> bool {
        self.remaining.fetch_sub(1, Ordering::Relaxed) == SLEEPS | 1
    }
}
