//! One round of asking threads for their stacks, as the reporter sees it.

use super::copy::{CopiedPiece, Flaws, PIECES, StackCopy};
use super::mailbox::{COPYING, DONE, Mailbox, Piece, REQUESTED};
use super::{arch, futex, task};
use crate::error::Error;
use std::hint;
use std::io;
use std::slice;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How far the main stack may have grown since the regions were read.
pub(crate) const MAIN_STACK_GROWTH: u64 = 64 * 1024 * 1024;

/// How long the reporter waits without sleeping: most threads answer sooner.
const AWAKE: Duration = Duration::from_micros(100);

/// A mapping that may hold a stack.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    /// Its first address.
    pub(crate) start: u64,
    /// The first address behind it.
    pub(crate) end: u64,
    /// Whether it is the stack of the thread that ran `main`, which grows by itself.
    pub(crate) is_main_stack: bool,
}

/// Why a thread could not be asked.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It has ended.
    Gone,
    /// The kernel's queue of signals is full for now.
    QueueFull,
    /// There are more threads than slots.
    NoSlot,
    /// Something else.
    Other(io::Error),
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settled {
    /// The thread copied itself.
    Done,
    /// It did not, and will not.
    Abandoned,
    /// It began and has not ended.
    Copying,
}

/// A round; its copies live as long as it does.
pub(crate) struct Round<'m> {
    mailbox: &'m mut Mailbox,
    slots: usize,
}

impl Mailbox {
    /// Begins a round for as many threads; `regions` in the order of their addresses.
    pub(crate) fn begin(
        &mut self,
        threads: usize,
        regions: Vec<Region>,
    ) -> Result<Round<'_>, Error> {
        let slots = self.prepare(threads, regions)?;
        Ok(Round { mailbox: self, slots })
    }
}

impl Round<'_> {
    /// The signal that asks.
    pub(crate) fn signal(&self) -> i32 {
        self.mailbox.signal()
    }

    /// Asks `thread` to copy itself into `slot`.
    pub(crate) fn ask(&self, slot: usize, thread: u64) -> Result<(), Refusal> {
        let state = self.mailbox.state(slot).filter(|_| slot < self.slots);
        let Some(state) = state else { return Err(Refusal::NoSlot) };
        let generation = self.mailbox.generation();
        self.mailbox.header().shared.request(state, generation);
        let value = (generation >> 8) << 32 | slot as u64;
        task::queue_signal(thread, self.mailbox.signal(), value).map_err(|error| {
            self.mailbox.settle(slot);
            match error.raw_os_error() {
                Some(libc::ESRCH) => Refusal::Gone,
                Some(libc::EAGAIN) => Refusal::QueueFull,
                _ => Refusal::Other(error),
            }
        })
    }

    /// From here on [`wait`](Self::wait) ends when all have answered.
    pub(crate) fn all_asked(&self) {
        self.mailbox.header().shared.all_asked();
    }

    /// Waits until all have answered, at the most for `limit`; whether all have.
    ///
    /// First awake: the last one to answer would have to wake it, and be kept from its work for
    /// several times as long as all the rest takes.
    pub(crate) fn wait(&self, limit: Duration) -> bool {
        let shared = &self.mailbox.header().shared;
        let begin = Instant::now();
        loop {
            let waited = begin.elapsed();
            let left = limit.saturating_sub(waited);
            if shared.have_all_answered() || left.is_zero() {
                return shared.have_all_answered();
            }
            if waited < AWAKE {
                hint::spin_loop();
            } else if let Some(word) = shared.fall_asleep() {
                futex::wait(&raw const shared.remaining, word, left);
            }
        }
    }

    /// Whether a request has neither been answered nor taken back.
    pub(crate) fn is_open(&self, slot: usize) -> bool {
        let word = self.mailbox.state(slot).map_or(0, |state| state.load(Ordering::Relaxed));
        matches!(word & 0xff, REQUESTED | COPYING)
    }

    /// Takes the request back if nobody has answered; waits a moment for one who just does.
    pub(crate) fn settle(&self, slot: usize, grace: Duration) -> Settled {
        let until = Instant::now() + grace;
        loop {
            match self.mailbox.settle(slot) {
                DONE => return Settled::Done,
                COPYING if Instant::now() < until => self.wait_for_copy(slot),
                COPYING => return Settled::Copying,
                _ => return Settled::Abandoned,
            }
        }
    }

    /// Nobody wakes this: what is left of the handler is a few instructions.
    fn wait_for_copy(&self, slot: usize) {
        let Some(state) = self.mailbox.state(slot) else { return };
        let word = self.mailbox.generation() | COPYING;
        // The state is in the low half, which comes first on a little-endian machine.
        let low = std::ptr::from_ref(state).cast::<AtomicU32>();
        futex::wait(low, word as u32, Duration::from_micros(100));
    }

    /// The copy in a slot that is [`Settled::Done`].
    pub(crate) fn copy(&self, slot: usize) -> Option<StackCopy<'_>> {
        let state = self.mailbox.state(slot)?.load(Ordering::Acquire);
        if state != self.mailbox.generation() | DONE {
            return None;
        }
        // SAFETY: the slot is done, so nobody writes to it until the next round, which needs the
        // mailbox that `self` borrows.
        let slot = unsafe { &*self.mailbox.slot(slot)? };
        let pool = self.mailbox.header().pool;
        let mut pieces = [CopiedPiece::default(); PIECES];
        let copied = slot.pieces.iter().take(slot.pieces_len as usize);
        for (to, piece) in pieces.iter_mut().zip(copied) {
            let Piece { address, len, offset } = *piece;
            // SAFETY: the handler wrote `len` bytes there, within the pool, and nobody else does.
            let bytes = unsafe { slice::from_raw_parts(pool.add(offset as usize), len as usize) };
            *to = CopiedPiece { address, bytes };
        }
        let registers = arch::in_table_order(&slot.registers);
        Some(StackCopy::new(registers, arch::ALL_REGISTERS, Flaws(slot.flaws), pieces))
    }
}

impl Drop for Round<'_> {
    fn drop(&mut self) {
        self.mailbox.shrink();
    }
}
