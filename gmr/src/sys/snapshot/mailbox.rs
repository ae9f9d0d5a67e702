//! The protocol between the reporter and the threads whose stacks it wants, and the memory in
//! which it stands; `protocol` has its steps.
//!
//! A *mailbox* has slots, one for each thread that is asked in a *round*. The reporter writes
//! *requested* into a slot and queues a signal to the thread, with the round's generation and the
//! slot's number as its value. The thread's handler claims the slot, copies registers and stack
//! there, and says *done*. What nobody claimed in time, the reporter takes back.
//!
//! ```text
//!            reporter                  handler                   handler
//!   (any) ──────────────▶ requested ──────────────▶ copying ──────────────▶ done
//!            store              │  compare-and-swap            store
//!                               │ compare-and-swap, reporter
//!                               ▼
//!                           abandoned
//! ```
//!
//! A state word holds the generation above the state, and generations are never used twice in a
//! process (but for 2^32 rounds), also not by another mailbox. So:
//!
//! * **A late signal claims nothing.** Its compare-and-swap expects *requested* of its own
//!   generation; the reporter has made that *abandoned*, or *requested* of another generation.
//! * **One of both gets a slot.** *Requested* is left by compare-and-swap only, so either the
//!   handler has it, and the reporter must wait for *done*, or the reporter has it, and no handler
//!   touches the slot any more.
//! * **The handler sees what the reporter wrote before.** The table of regions, the length of the
//!   pool and `remaining` are written before the store of *requested* (`Release`); the handler's
//!   compare-and-swap that reads it acquires. Those fields may therefore be relaxed.
//! * **The reporter sees the whole copy.** The handler stores *done* last (`Release`; a plain store
//!   on x86); the reporter reads the state with `Acquire` before it looks at the copy.
//! * **Nothing is reused while a handler uses it.** *Done* is stored after the handler has left
//!   the slot's stack, and it touches nothing shared afterwards. Fields of the header change, and
//!   slots are requested again, only when every slot of the last round is *done* or *abandoned*.
//!   If one is still *copying* (its thread was stopped in the handler), the whole mailbox, header
//!   included, is left to it for ever, and the next round has a new one. A handler that read the
//!   old header's address before that finds memory that stays mapped, and its slot *abandoned*.
//! * **`remaining` is a hint.** It says when it is worth looking at the slots, which decide. It is
//!   counted down before *done*: behind it, a thread that was stopped in between would take from
//!   the next round's count. Relaxed, because nothing is concluded from it.
//! * **A forked child ignores everything**: its process id is not the header's.

use super::action::{self, Installed};
use super::arch::SAVED_WORDS;
use super::copy::PIECES;
use super::pages::Pages;
use super::protocol::{ABANDONED, Shared};
pub(super) use super::protocol::{COPYING, DONE, REQUESTED};
use super::room::Room;
use super::round::Region;
use super::{arch, memory, task};
use crate::error::Error;
use std::fs::File;
use std::io;
use std::mem;
use std::os::fd::AsRawFd;
use std::ptr;
use std::sync::atomic::{
    AtomicBool, AtomicI32, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering,
};

/// The stack of a slot, on which a thread copies itself.
pub(super) const STACK_SIZE: usize = 8 * 1024;
/// Address space of the pool in any round: one stack may be as large as all others together.
const POOL_ROOM: usize = 128 * 1024 * 1024;
/// If there is no more: what most stacks need.
const POOL_PER_THREAD: usize = 16 * 1024;
/// What remains of the pool's memory, and of the slots' stacks, between reports.
const POOL_KEPT: usize = 4 * 1024 * 1024;
const STACKS_KEPT: usize = 1024 * 1024;
/// The process id of a mailbox that has no memory yet.
const NO_PROCESS: i32 = 0;

/// A run of stack that was copied.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Piece {
    /// Where it was.
    pub(super) address: u64,
    /// How long it is.
    pub(super) len: u64,
    /// Where its copy begins in the pool.
    pub(super) offset: u64,
}

/// Where one thread puts its copy.
#[repr(C, align(64))]
pub(super) struct Slot {
    /// `generation << 8 | state`.
    pub(super) state: AtomicU64,
    /// Bits of [`Flaws`](super::copy::Flaws) that the handler met.
    pub(super) flaws: u32,
    pub(super) pieces_len: u32,
    pub(super) registers: [u64; SAVED_WORDS],
    pub(super) pieces: [Piece; PIECES],
}

/// What a handler needs to know. Never freed.
#[repr(C)]
pub(super) struct Header {
    pub(super) pid: i32,
    pub(super) thread_pointer_by_instruction: bool,
    pub(super) slots: *mut Slot,
    pub(super) stacks: *mut u8,
    pub(super) pool: *mut u8,
    /// The slots that are accessible; only grows.
    pub(super) slots_usable: AtomicUsize,
    // The rest changes between rounds only.
    pub(super) can_copy_by_call: AtomicBool,
    /// The descriptor of `/proc/self/mem` if it is open, or -1.
    pub(super) own_memory: AtomicI32,
    pub(super) shared: Shared<Region>,
}

/// The header of the mailbox that is in use.
pub(super) static HEADER: AtomicPtr<Header> = AtomicPtr::new(ptr::null_mut());
/// The generation of the last round, of any mailbox.
static GENERATION: AtomicU32 = AtomicU32::new(0);

/// The reporter's end. One round at a time runs in a process: another one would take the handlers
/// away from it, and its threads would seem to be silent.
pub(crate) struct Mailbox {
    /// The signal that was asked for, if one was.
    signal: Option<i32>,
    installed: Installed,
    header: &'static Header,
    slots: Pages,
    stacks: Pages,
    pool: Pages,
    /// Whether the kernel and its filters let a handler copy by system call.
    pub(super) can_copy_by_call: bool,
    /// If not, this file is open during a round, and no longer: a program may close descriptors
    /// that it does not know, and use their numbers again.
    own_memory: Option<File>,
    /// What the header's `regions` points to.
    regions: Vec<Region>,
    /// The slots of the last round.
    used: usize,
    generation: u64,
}

// SAFETY: the header's pointers lead to memory that is never unmapped; who may touch which part
// and when is the protocol above, whichever thread the reporter's end is on.
unsafe impl Send for Mailbox {}

impl Mailbox {
    /// Installs the handler on `signal`, or on a real-time signal that is free.
    ///
    /// The first round reserves memory: a process that never reports needs none.
    pub(crate) fn open(signal: Option<i32>) -> Result<Self, Error> {
        let installed = action::install(signal)?;
        let none = [Pages::none(), Pages::none(), Pages::none()];
        Ok(Self::over(none, NO_PROCESS, signal, installed))
    }

    fn new(signal: Option<i32>, installed: Installed) -> Result<Self, Error> {
        Self::reserve(signal, installed)
            .map_err(|error| Error::io("cannot reserve memory for stacks", error))
    }

    fn reserve(signal: Option<i32>, installed: Installed) -> io::Result<Self> {
        let room = Room::of_process();
        let slots = Pages::reserve(room.slots)?;
        let stacks = Pages::reserve(room.stacks)?;
        let pool = Pages::reserve(room.pool)?;
        Ok(Self::over([slots, stacks, pool], task::process_id(), signal, installed))
    }

    /// A mailbox for the threads of process `pid`.
    fn over(
        [slots, stacks, pool]: [Pages; 3],
        pid: i32,
        signal: Option<i32>,
        installed: Installed,
    ) -> Self {
        let header = Box::leak(Box::new(Header {
            pid,
            thread_pointer_by_instruction: arch::can_read_thread_pointer(),
            slots: slots.start().cast(),
            stacks: stacks.start(),
            pool: pool.start(),
            slots_usable: AtomicUsize::new(0),
            can_copy_by_call: AtomicBool::new(false),
            own_memory: AtomicI32::new(-1),
            shared: Shared::new(),
        }));
        Mailbox {
            signal,
            installed,
            header,
            slots,
            stacks,
            pool,
            can_copy_by_call: memory::can_copy(),
            own_memory: None,
            regions: Vec::new(),
            used: 0,
            generation: 0,
        }
    }

    /// The signal that asks a thread.
    pub(crate) fn signal(&self) -> i32 {
        self.installed.signal
    }

    pub(super) fn header(&self) -> &'static Header {
        self.header
    }

    /// The generation of this round in its place in a state word.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// The slot with this number, if it is accessible.
    pub(super) fn slot(&self, index: usize) -> Option<*mut Slot> {
        let usable = self.header.slots_usable.load(Ordering::Relaxed);
        // SAFETY: within the accessible part of the range.
        (index < usable).then(|| unsafe { self.header.slots.add(index) })
    }

    /// The state word of this slot.
    pub(super) fn state(&self, index: usize) -> Option<&'static AtomicU64> {
        // SAFETY: the slot stays mapped for ever, and the state is only touched atomically.
        self.slot(index).map(|slot| unsafe { &(*slot).state })
    }

    /// Makes ready for a round of `threads`, and says how many of them it can ask.
    pub(super) fn prepare(&mut self, threads: usize, regions: Vec<Region>) -> Result<usize, Error> {
        if !action::is_installed(self.installed.signal) {
            self.installed = action::install(self.signal)?;
        }
        if self.is_foreign() || !self.retire() {
            self.replace()?;
        }
        let generation = GENERATION.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        self.generation = u64::from(generation) << 8;
        let slots = self.slots.allow(threads * size_of::<Slot>()) / size_of::<Slot>();
        let usable = slots.min(self.stacks.allow(threads * STACK_SIZE) / STACK_SIZE);
        let pool = self.pool.allow(POOL_ROOM.max(threads.saturating_mul(4 * POOL_PER_THREAD)));
        let pool = pool.max(self.pool.allow(threads.saturating_mul(POOL_PER_THREAD)));

        self.regions = regions;
        if !self.can_copy_by_call {
            self.own_memory = File::open("/proc/self/mem").ok();
        }
        let own_memory = self.own_memory.as_ref().map_or(-1, AsRawFd::as_raw_fd);
        let header = self.header;
        header.can_copy_by_call.store(self.can_copy_by_call, Ordering::Relaxed);
        header.own_memory.store(own_memory, Ordering::Relaxed);
        header.shared.begin(&mut self.regions, pool);
        header.slots_usable.store(usable, Ordering::Relaxed);
        // A handler reads this address without a claim, so what it leads to must be complete.
        HEADER.store(ptr::from_ref(header).cast_mut(), Ordering::Release);
        self.used = usable.min(threads);
        Ok(self.used)
    }

    /// Whether it is not yet anybody's, or that of the process which forked this one: what a fork
    /// child has not inherited must not be touched.
    fn is_foreign(&self) -> bool {
        self.header.pid != task::process_id()
    }

    /// Takes back what nobody claimed; whether no handler is at work any more.
    pub(super) fn retire(&self) -> bool {
        let states = (0..self.used).filter_map(|index| self.state(index));
        self.header.shared.retire(states, self.generation)
    }

    /// The state of a slot when the reporter has taken it back if it could.
    pub(super) fn settle(&self, index: usize) -> u64 {
        let state = self.state(index);
        state.map_or(ABANDONED, |state| self.header.shared.settle(state, self.generation))
    }

    /// Leaves everything to the handler that still copies and starts anew.
    fn replace(&mut self) -> Result<(), Error> {
        let mut fresh = Self::new(self.signal, self.installed)?;
        fresh.can_copy_by_call = self.can_copy_by_call;
        *self = fresh;
        Ok(())
    }

    /// Gives back memory that copies took, and what only a round needs.
    pub(super) fn shrink(&mut self) {
        // A handler that is late reads whatever has the number then, into a copy that nobody reads.
        self.own_memory = None;
        // Nobody is on a slot's stack when the slot is done.
        if self.retire() {
            self.pool.release(POOL_KEPT);
            self.stacks.release(STACKS_KEPT);
        }
    }
}

impl Drop for Mailbox {
    /// Gives the memory back, but not the addresses; or leaves all of it to the handler that still
    /// copies.
    fn drop(&mut self) {
        if self.is_foreign() {
            return;
        }
        if self.retire() {
            self.pool.release(0);
            self.stacks.release(0);
        } else {
            mem::forget(mem::take(&mut self.regions));
        }
    }
}
