//! What is known of one task, and who may touch it when.
//!
//! * **The owner** of a slot is the task's handle. It alone writes what polls change, one thread at
//!   a time, in plain stores; anybody may read those and see them a moment old.
//! * **The latch** guards what outlives a moment: whose the slot is, the executor's waker, the
//!   answer and the texts. The owner ends a life under it, so whoever holds it and finds the id that
//!   it looks for has that life until it lets go. Code of the program never runs under it: wakers
//!   are moved in and out, and cloned, woken and dropped outside.
//! * **A life begins** without the latch: the id is stored last (`Release`), and read first
//!   (`Acquire`), with the latch held; until then the slot is nobody's.
//! * **The waker** is a clone, and two words tell of what: the owner compares them with the waker of
//!   each poll without the latch. (A clone has the data of what it was made of, but its table may
//!   be another copy of the same.) The reporter takes them out and wakes the task, so the task is polled once more, and
//!   that poll finds no waker and leaves a new one. An owner that still saw the old one before that
//!   lost nothing.

use super::answer::Answer;
use super::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};
use super::latch::{Held, Latch};
use super::state::State;
use std::mem::ManuallyDrop;
use std::panic::Location;
use std::ptr;
use std::sync::Arc;
use std::task::{RawWakerVTable, Waker};
use std::time::Duration;

/// What all tasks with futures of one type have in common.
#[derive(Debug)]
pub(crate) struct About {
    /// The name of the type.
    pub(crate) type_name: fn() -> &'static str,
    /// Its size in bytes.
    pub(crate) size: usize,
}

/// What a slot says of a task.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// No two tasks of a process have the same.
    pub(crate) id: u64,
    pub(crate) name: Option<Arc<str>>,
    /// What tells it from others of its name.
    pub(crate) detail: Option<Arc<str>>,
    pub(crate) about: &'static About,
    /// Where it was made.
    pub(crate) place: &'static Location<'static>,
    /// The task that made it, or 0.
    pub(crate) parent: u64,
    pub(crate) state: State,
    /// The kernel's id of the thread that polled it last, or 0.
    pub(crate) thread: u64,
    pub(crate) polls: u64,
    /// How long its polls took.
    pub(crate) busy: Duration,
    pub(crate) age: Duration,
    /// How long ago its last poll began.
    pub(crate) started: Duration,
    /// How long ago its last poll ended, of one that is not running.
    pub(crate) ended: Duration,
    /// Whether the program wants that no report asks it.
    pub(crate) is_spared: bool,
}

#[derive(Debug, Default, Clone)]
pub(super) struct Texts {
    pub(super) name: Option<Arc<str>>,
    pub(super) detail: Option<Arc<str>>,
}

/// In the place of a generation: the task is not to be asked.
const SPARED: u32 = u32::MAX;

/// The cold line of the slot holds something to free.
const HAS_COLD: u32 = 1;

/// Two cache lines; a poll touches the first only.
#[repr(C, align(64))]
#[derive(Debug)]
pub(super) struct Slot {
    state: AtomicU32,
    thread: AtomicU32,
    polls: AtomicU64,
    started: AtomicU32,
    ended: AtomicU32,
    busy: AtomicU32,
    /// The generation of the inquiry that asks this task, until it answers.
    asked: AtomicU32,
    waker_data: AtomicPtr<()>,
    /// The table of what the waker is a clone of; null if there is no waker.
    polled_table: AtomicPtr<RawWakerVTable>,
    pub(super) latch: Latch,
    flags: AtomicU32,
    /// 0: nobody's.
    id: AtomicU64,
    // Here begins the cold line.
    about: AtomicPtr<About>,
    place: AtomicPtr<Location<'static>>,
    parent: AtomicU64,
    texts: AtomicPtr<Texts>,
    answer: AtomicPtr<Answer>,
    born: AtomicU32,
    /// Of a free slot: how many hang on it, if it is the first of a batch.
    pub(super) batch_len: AtomicU32,
    /// Of a free slot: the next one of its batch. Of one in use: the table of the waker, if there
    /// is a waker.
    link: AtomicPtr<()>,
    /// Of a free slot: the next batch. Of one in use: whom the thread polled when the task began
    /// to be dropped.
    pub(super) outer: AtomicPtr<Slot>,
}

impl Slot {
    /// Nobody's.
    pub(super) fn new() -> Self {
        Slot {
            state: AtomicU32::new(0),
            thread: AtomicU32::new(0),
            polls: AtomicU64::new(0),
            started: AtomicU32::new(0),
            ended: AtomicU32::new(0),
            busy: AtomicU32::new(0),
            asked: AtomicU32::new(0),
            waker_data: AtomicPtr::new(ptr::null_mut()),
            polled_table: AtomicPtr::new(ptr::null_mut()),
            latch: Latch::new(),
            flags: AtomicU32::new(0),
            id: AtomicU64::new(0),
            about: AtomicPtr::new(ptr::null_mut()),
            place: AtomicPtr::new(ptr::null_mut()),
            parent: AtomicU64::new(0),
            texts: AtomicPtr::new(ptr::null_mut()),
            answer: AtomicPtr::new(ptr::null_mut()),
            born: AtomicU32::new(0),
            batch_len: AtomicU32::new(0),
            link: AtomicPtr::new(ptr::null_mut()),
            outer: AtomicPtr::new(ptr::null_mut()),
        }
    }

    /// Begins a life.
    #[inline]
    pub(super) fn occupy(
        &self,
        id: u64,
        about: &'static About,
        place: &'static Location<'static>,
        parent: u64,
        ticks: u32,
    ) {
        self.about.store(ptr::from_ref(about).cast_mut(), Ordering::Relaxed);
        self.place.store(ptr::from_ref(place).cast_mut(), Ordering::Relaxed);
        self.parent.store(parent, Ordering::Relaxed);
        self.born.store(ticks, Ordering::Relaxed);
        self.started.store(ticks, Ordering::Relaxed);
        self.ended.store(ticks, Ordering::Relaxed);
        self.polls.store(0, Ordering::Relaxed);
        self.busy.store(0, Ordering::Relaxed);
        self.thread.store(0, Ordering::Relaxed);
        self.state.store(State::New as u32, Ordering::Relaxed);
        self.id.store(id, Ordering::Release);
    }

    /// Ends the life; the slot is free when what this returns is dropped, outside the latch.
    #[inline]
    pub(super) fn vacate(&self) -> Remains {
        let held = self.latch.hold();
        self.id.store(0, Ordering::Relaxed);
        self.asked.store(0, Ordering::Relaxed);
        let waker = self.take_waker(&held);
        if self.flags.load(Ordering::Relaxed) & HAS_COLD == 0 {
            return Remains { waker, texts: None, answer: None };
        }
        self.flags.store(0, Ordering::Relaxed);
        let texts = self.texts.swap(ptr::null_mut(), Ordering::Relaxed);
        // SAFETY: `change_texts` made it of a box, and took it out of nowhere else.
        let texts = (!texts.is_null()).then(|| unsafe { Box::from_raw(texts) });
        Remains { waker, texts, answer: self.take_answer(&held) }
    }

    /// The id of the task; 0 if there is none.
    #[inline]
    pub(super) fn id(&self) -> u64 {
        self.id.load(Ordering::Acquire)
    }

    /// A poll begins.
    #[inline]
    pub(super) fn begin_poll(&self, thread: u32, ticks: u32) {
        self.state.store(State::Running as u32, Ordering::Relaxed);
        renew(&self.thread, thread);
        self.polls.store(self.polls.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
        renew(&self.started, ticks);
    }

    /// The tick at which the last poll began.
    pub(super) fn started(&self) -> u32 {
        self.started.load(Ordering::Relaxed)
    }

    /// The poll ends that began at that tick.
    #[inline]
    pub(super) fn end_poll(&self, state: State, began: u32, ticks: u32) {
        renew(&self.ended, ticks);
        if ticks != began {
            let busy = self.busy.load(Ordering::Relaxed);
            self.busy.store(busy.wrapping_add(ticks.wrapping_sub(began)), Ordering::Relaxed);
        }
        self.state.store(state as u32, Ordering::Release);
    }

    /// The future begins to be dropped.
    #[inline]
    pub(super) fn begin_drop(&self, thread: u32, ticks: u32) {
        self.thread.store(thread, Ordering::Relaxed);
        self.started.store(ticks, Ordering::Relaxed);
        self.state.store(State::Dropping as u32, Ordering::Relaxed);
    }

    /// The next free slot of its batch; only of a free slot.
    #[inline]
    pub(super) fn next(&self) -> *mut Slot {
        self.link.load(Ordering::Relaxed).cast()
    }

    /// Hangs free slots on this one, which is free, too.
    #[inline]
    pub(super) fn set_next(&self, next: *mut Slot) {
        self.link.store(next.cast(), Ordering::Relaxed);
    }

    /// Whether the slot has a clone of this waker.
    #[inline]
    pub(super) fn has_waker(&self, waker: &Waker) -> bool {
        ptr::eq(self.polled_table.load(Ordering::Relaxed), waker.vtable())
            && ptr::eq(self.waker_data.load(Ordering::Relaxed), waker.data())
    }

    /// Leaves a clone of a waker; the one before is the caller's to drop.
    pub(super) fn set_waker(&self, waker: &Waker) -> Option<Waker> {
        let clone = ManuallyDrop::new(waker.clone());
        let held = self.latch.hold();
        let before = self.take_waker(&held);
        let table = |waker: &Waker| ptr::from_ref(waker.vtable()).cast_mut();
        self.waker_data.store(clone.data().cast_mut(), Ordering::Relaxed);
        self.link.store(table(&clone).cast(), Ordering::Relaxed);
        self.polled_table.store(table(waker), Ordering::Relaxed);
        before
    }

    /// The waker, which from now on is the caller's.
    pub(super) fn take_waker(&self, _held: &Held<'_>) -> Option<Waker> {
        if self.polled_table.load(Ordering::Relaxed).is_null() {
            return None;
        }
        self.polled_table.store(ptr::null_mut(), Ordering::Relaxed);
        let data = self.waker_data.load(Ordering::Relaxed);
        let table = self.link.load(Ordering::Relaxed).cast::<RawWakerVTable>();
        // SAFETY: these are the parts of a waker that was moved in and not out again: parts change
        // with the latch held only.
        Some(unsafe { Waker::new(data, &*table) })
    }

    /// Whether the inquiry of this generation asks.
    #[inline]
    pub(super) fn is_asked(&self, generation: u32) -> bool {
        self.asked.load(Ordering::Relaxed) == generation
    }

    /// From now on nobody asks, and no waker is kept.
    pub(super) fn spare(&self) -> Option<Waker> {
        let held = self.latch.hold();
        self.asked.store(SPARED, Ordering::Relaxed);
        self.take_waker(&held)
    }

    /// Whether nobody is to ask.
    pub(super) fn is_spared(&self) -> bool {
        self.is_asked(SPARED)
    }

    /// Asks; what was answered before is the caller's to drop. Not for who is spared.
    pub(super) fn ask(&self, held: &Held<'_>, generation: u32) -> Option<Box<Answer>> {
        self.asked.store(generation, Ordering::Relaxed);
        self.take_answer(held)
    }

    /// Leaves the answer; the one before is the caller's to drop.
    pub(super) fn answer(&self, answer: Box<Answer>) -> Option<Box<Answer>> {
        let held = self.latch.hold();
        let before = self.take_answer(&held);
        self.flags.store(HAS_COLD, Ordering::Relaxed);
        self.answer.store(Box::into_raw(answer), Ordering::Relaxed);
        self.asked.store(0, Ordering::Relaxed);
        before
    }

    /// Whether there is an answer.
    #[cfg(test)]
    pub(super) fn has_answer(&self, _held: &Held<'_>) -> bool {
        !self.answer.load(Ordering::Relaxed).is_null()
    }

    /// The answer, which from now on is the caller's.
    pub(super) fn take_answer(&self, _held: &Held<'_>) -> Option<Box<Answer>> {
        let answer = self.answer.swap(ptr::null_mut(), Ordering::Relaxed);
        // SAFETY: `answer` made it of a box; it changes with the latch held only.
        (!answer.is_null()).then(|| unsafe { Box::from_raw(answer) })
    }

    /// Changes the texts; the ones before are the caller's to drop.
    pub(super) fn change_texts(&self, change: impl FnOnce(&mut Texts)) -> Option<Box<Texts>> {
        let known = {
            let held = self.latch.hold();
            self.texts(&held).cloned()
        };
        let mut texts = known.unwrap_or_default();
        change(&mut texts);
        let texts = Box::new(texts);
        let _held = self.latch.hold();
        self.flags.store(HAS_COLD, Ordering::Relaxed);
        let before = self.texts.swap(Box::into_raw(texts), Ordering::Relaxed);
        // SAFETY: as in `vacate`; readers hold the latch.
        (!before.is_null()).then(|| unsafe { Box::from_raw(before) })
    }

    fn texts<'h>(&self, _held: &'h Held<'_>) -> Option<&'h Texts> {
        // SAFETY: it is a box that stays while the latch is held.
        unsafe { self.texts.load(Ordering::Relaxed).as_ref() }
    }

    /// The state of the task.
    pub(super) fn state(&self) -> State {
        State::of(self.state.load(Ordering::Acquire))
    }

    /// What the slot says; nothing if it is nobody's. `between` is the time between two ticks.
    pub(super) fn entry(
        &self,
        held: &Held<'_>,
        ticks: u32,
        between: impl Fn(u32, u32) -> Duration,
    ) -> Option<Entry> {
        let id = Some(self.id()).filter(|id| *id != 0)?;
        // SAFETY: the id came after them, and each was made of a reference that lasts.
        let (about, place) = unsafe {
            let about = self.about.load(Ordering::Relaxed).as_ref()?;
            (about, self.place.load(Ordering::Relaxed).as_ref()?)
        };
        let texts = self.texts(held).cloned().unwrap_or_default();
        let ago = |tick: &AtomicU32| between(tick.load(Ordering::Relaxed), ticks);
        let state = self.state();
        Some(Entry {
            id,
            name: texts.name,
            detail: texts.detail,
            about,
            place,
            parent: self.parent.load(Ordering::Relaxed),
            state,
            thread: self.thread.load(Ordering::Relaxed).into(),
            polls: self.polls.load(Ordering::Relaxed),
            busy: between(0, self.busy.load(Ordering::Relaxed)),
            age: ago(&self.born),
            started: ago(&self.started),
            ended: ago(&self.ended),
            is_spared: self.is_spared(),
        })
    }
}

/// Stores what has changed. Few polls see another tick than the last, and the executor's next atomic
/// operation waits for every store before it.
#[inline(always)]
fn renew(word: &AtomicU32, value: u32) {
    if word.load(Ordering::Relaxed) != value {
        word.store(value, Ordering::Relaxed);
    }
}

/// What a task left in its slot.
#[derive(Debug)]
#[expect(dead_code, reason = "it is there to be dropped")]
pub(super) struct Remains {
    waker: Option<Waker>,
    texts: Option<Box<Texts>>,
    answer: Option<Box<Answer>>,
}
