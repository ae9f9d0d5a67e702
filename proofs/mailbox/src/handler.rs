//! What is shared, and the handler's side of it.

use crate::Unprotected;
use crate::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering};
use crate::protocol::{COPYING, DONE, REQUESTED, Shared};

/// A mailbox's memory: the header and one slot for each thread that is asked.
pub(crate) struct Memory<const SLOTS: usize> {
    pub(crate) shared: Shared<Unprotected>,
    pub(crate) slots: [Slot; SLOTS],
    /// Whether a handler woke the reporter.
    pub(crate) is_woken: AtomicBool,
}

pub(crate) struct Slot {
    pub(crate) state: AtomicU64,
    pub(crate) copy: Unprotected,
}

impl<const SLOTS: usize> Memory<SLOTS> {
    pub(crate) fn new() -> Self {
        let slot = |_| Slot { state: AtomicU64::new(0), copy: Unprotected::default() };
        Memory {
            shared: Shared::new(),
            slots: std::array::from_fn(slot),
            is_woken: AtomicBool::new(false),
        }
    }
}

/// A signal that may have been sent; that it was tells the handler nothing of other memory, so
/// the protocol does not lean on what the kernel does.
pub(crate) struct Signal {
    pub(crate) is_sent: AtomicBool,
    pub(crate) generation: u64,
    pub(crate) slot: usize,
}

impl Signal {
    pub(crate) fn new(generation: u64, slot: usize) -> Self {
        Signal { is_sent: AtomicBool::new(false), generation: generation << 8, slot }
    }
}

/// `on_signal` and what it calls, step by step.
pub(crate) fn on_signal<const SLOTS: usize>(published: &AtomicPtr<Memory<SLOTS>>, signal: &Signal) {
    if !signal.is_sent.load(Ordering::Relaxed) {
        return;
    }
    // A plain load: on x86 it acquires.
    let memory = published.load(Ordering::Acquire);
    // SAFETY: what is published is never freed while there are handlers.
    let Some(memory) = (unsafe { memory.as_ref() }) else { return };
    let slot = &memory.slots[signal.slot];
    // `lock cmpxchg`, which is stronger than this.
    let (requested, copying) = (signal.generation | REQUESTED, signal.generation | COPYING);
    let claimed =
        slot.state.compare_exchange(requested, copying, Ordering::AcqRel, Ordering::Relaxed);
    if claimed.is_err() {
        return;
    }
    let (regions, len) = (&memory.shared.regions, &memory.shared.regions_len);
    let (regions, len) = (regions.load(Ordering::Relaxed), len.load(Ordering::Relaxed));
    assert_eq!(len, 1, "the table has its length");
    // SAFETY: the table has `len` regions, and lives as long as a slot is claimed.
    let region = unsafe { &*regions };
    assert_eq!(region.read(), signal.generation, "the table is that of the round");
    let offset = memory.shared.pool_next.fetch_add(1, Ordering::Relaxed);
    assert!(offset < memory.shared.pool_len.load(Ordering::Relaxed), "there is room");
    slot.copy.write(signal.generation);
    if memory.shared.is_last_of_sleeper() {
        memory.is_woken.store(true, Ordering::Relaxed);
    }
    // A plain store: on x86 it releases.
    slot.state.store(signal.generation | DONE, Ordering::Release);
}
