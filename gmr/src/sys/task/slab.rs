//! Where slots come from, and where they go.
//!
//! A thread takes them from, and lays them into, its own *magazine*. From there they go to and come
//! from a *pool* in *batches*. If that is empty, a *chunk* is made, which is never given back: a
//! slot can be looked at for ever.

use super::atomic::AtomicU32;
use super::fork;
use super::latch::Latch;
use super::slot::Slot;
use std::array;
use std::cell::Cell;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

/// Slots of a chunk, and of most batches; ids that a thread takes at once.
const MANY: u32 = 64;

/// A slot is two cache lines.
const _: () = assert!(size_of::<usize>() != 8 || size_of::<Slot>() == 128);

struct Chunk {
    slots: [Slot; MANY as usize],
    before: Option<&'static Chunk>,
}

/// The last chunk that was made.
static CHUNKS: AtomicPtr<Chunk> = AtomicPtr::new(ptr::null_mut());
static NEXT_ID: AtomicU64 = AtomicU64::new(1);

/// Free slots that no thread has. Whole at every moment, so that a fork child, in which the latch
/// is opened, can go on with it.
struct Pool {
    latch: Latch,
    first: AtomicPtr<Slot>,
}

static POOL: Pool =
    Pool { latch: Latch(AtomicU32::new(0)), first: AtomicPtr::new(ptr::null_mut()) };

/// The thread's own free slots and ids.
struct Magazine {
    first: Cell<Option<&'static Slot>>,
    len: Cell<u32>,
    next_id: Cell<u64>,
    ids_end: Cell<u64>,
}

thread_local! {
    static MAGAZINE: Magazine = const {
        Magazine {
            first: Cell::new(None),
            len: Cell::new(0),
            next_id: Cell::new(0),
            ids_end: Cell::new(0),
        }
    };
}

/// A slot that is nobody's, and an id that nobody has.
#[inline]
pub(super) fn take() -> (&'static Slot, u64) {
    let taken = MAGAZINE.try_with(|magazine| (magazine.take(), magazine.take_id()));
    taken.unwrap_or_else(|_| take_without_magazine())
}

/// Gives a slot back.
#[inline]
pub(super) fn give(slot: &'static Slot) {
    if MAGAZINE.try_with(|magazine| magazine.give(slot)).is_err() {
        slot.set_next(ptr::null_mut());
        POOL.put(slot, 1);
    }
}

/// All slots, whoever has them.
pub(super) fn slots() -> impl Iterator<Item = &'static Slot> {
    // SAFETY: chunks are never freed.
    let last = unsafe { CHUNKS.load(Ordering::Acquire).as_ref() };
    std::iter::successors(last, |chunk| chunk.before).flat_map(|chunk| &chunk.slots)
}

/// A thread that was left behind may have held the pool.
pub(super) fn after_fork() {
    POOL.latch.open();
}

/// The thread is about to end.
#[cold]
fn take_without_magazine() -> (&'static Slot, u64) {
    let (first, len) = POOL.take();
    if let Some(rest) = next(first) {
        POOL.put(rest, len - 1);
    }
    (first, NEXT_ID.fetch_add(1, Ordering::Relaxed))
}

#[inline]
fn next(slot: &Slot) -> Option<&'static Slot> {
    // SAFETY: null, or a slot: those are never freed.
    unsafe { slot.next().as_ref() }
}

fn pointer(slot: Option<&'static Slot>) -> *mut Slot {
    slot.map_or(ptr::null_mut(), |slot| ptr::from_ref(slot).cast_mut())
}

impl Magazine {
    #[inline]
    fn take(&self) -> &'static Slot {
        let first = self.first.get().unwrap_or_else(|| self.refill());
        self.first.set(next(first));
        self.len.set(self.len.get() - 1);
        first
    }

    #[cold]
    #[inline(never)]
    fn refill(&self) -> &'static Slot {
        let (first, len) = POOL.take();
        self.len.set(len);
        first
    }

    #[inline]
    fn take_id(&self) -> u64 {
        let mut id = self.next_id.get();
        if id == self.ids_end.get() {
            id = NEXT_ID.fetch_add(MANY.into(), Ordering::Relaxed);
            self.ids_end.set(id + u64::from(MANY));
        }
        self.next_id.set(id + 1);
        id
    }

    #[inline]
    fn give(&self, slot: &'static Slot) {
        slot.set_next(pointer(self.first.get()));
        self.first.set(Some(slot));
        self.len.set(self.len.get() + 1);
        if self.len.get() >= 2 * MANY {
            self.spill();
        }
    }

    /// Half of what is here goes to the pool.
    #[cold]
    #[inline(never)]
    fn spill(&self) {
        let Some(first) = self.first.get() else { return };
        let mut last = first;
        for _ in 1..MANY {
            last = next(last).unwrap_or(last);
        }
        self.first.set(next(last));
        self.len.set(self.len.get() - MANY);
        last.set_next(ptr::null_mut());
        POOL.put(first, MANY);
    }
}

impl Drop for Magazine {
    fn drop(&mut self) {
        if let Some(first) = self.first.take() {
            POOL.put(first, self.len.get());
        }
    }
}

impl Pool {
    /// A batch, and how many it is.
    fn take(&self) -> (&'static Slot, u32) {
        let held = self.latch.hold();
        // SAFETY: slots are never freed.
        if let Some(first) = unsafe { self.first.load(Ordering::Relaxed).as_ref() } {
            self.first.store(first.outer.load(Ordering::Relaxed), Ordering::Relaxed);
            return (first, first.batch_len.load(Ordering::Relaxed));
        }
        drop(held);
        (Chunk::make(), MANY)
    }

    fn put(&self, first: &'static Slot, len: u32) {
        first.batch_len.store(len, Ordering::Relaxed);
        let _held = self.latch.hold();
        first.outer.store(self.first.load(Ordering::Relaxed), Ordering::Relaxed);
        self.first.store(ptr::from_ref(first).cast_mut(), Ordering::Relaxed);
    }
}

impl Chunk {
    /// The first of its slots, on which the others hang.
    fn make() -> &'static Slot {
        let slots = array::from_fn(|_| Slot::new());
        fork::watch();
        let chunk = Box::into_raw(Box::new(Chunk { slots, before: None }));
        let mut last = CHUNKS.load(Ordering::Acquire);
        loop {
            // SAFETY: nobody else knows the chunk yet; the one before is never freed.
            unsafe { (*chunk).before = last.as_ref() };
            let shown =
                CHUNKS.compare_exchange_weak(last, chunk, Ordering::AcqRel, Ordering::Acquire);
            match shown {
                Ok(_) => break,
                Err(found) => last = found,
            }
        }
        // SAFETY: it is never freed, and from now on only shared.
        let slots: &'static [Slot] = unsafe { &(*chunk).slots };
        let first = slots.iter().rev().fold(None, |next, slot| {
            slot.set_next(pointer(next));
            Some(slot)
        });
        first.unwrap_or(&slots[0])
    }
}
