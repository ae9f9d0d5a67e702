//! The reporter's end: which tasks there are, and what each of them answers.

use super::answer::Answer;
use super::latch::Held;
use super::slot::{Entry, Slot};
use super::state::State;
use super::{clock, fork, slab};
use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use std::thread::{self, Thread};
use std::time::Duration;

#[cfg(all(gmr_capture, not(miri)))]
use super::stack::copying::Way;

/// The generation of the last inquiry.
static LAST: AtomicU32 = AtomicU32::new(0);
/// The word has room for no more.
const MOST: u32 = 0x3fff_ffff;
/// How many answers there were.
static ANSWERS: AtomicU32 = AtomicU32::new(0);
/// Who waits for one; it is whoever takes it that drops it.
static WAITS: AtomicPtr<Thread> = AtomicPtr::new(ptr::null_mut());

/// Shows all tasks that live.
pub(crate) fn entries(mut visit: impl FnMut(Entry)) {
    let ticks = clock::ticks();
    for slot in slab::slots().filter(|slot| slot.id() != 0) {
        let entry = hold(slot).and_then(|held| slot.entry(&held.0, ticks, clock::between));
        entry.into_iter().for_each(&mut visit);
    }
}

/// A slot's latch, held by the reporter.
struct Hold(Held<'static>);

fn hold(slot: &'static Slot) -> Option<Hold> {
    fork::note_reporter(Some(&slot.latch));
    slot.latch.hold_soon().map(Hold)
}

impl Drop for Hold {
    fn drop(&mut self) {
        // Opened a moment later. A child that is forked in between opens what nobody there holds.
        fork::note_reporter(None);
    }
}

/// A report asks. One at a time does so in a process.
#[derive(Debug)]
pub(crate) struct Inquiry {
    generation: u32,
    #[cfg(all(gmr_capture, not(miri)))]
    _way: Way,
}

impl Inquiry {
    /// From now on tasks that are asked answer when they are polled. Nothing if another inquiry is
    /// under way.
    pub(crate) fn begin() -> Option<Self> {
        let generation = LAST.fetch_add(1, Ordering::Relaxed) % MOST + 1;
        clock::ask(generation).then(|| Inquiry {
            generation,
            #[cfg(all(gmr_capture, not(miri)))]
            _way: Way::find(),
        })
    }

    /// Asks all tasks that live, but for those that the program spares. None of them is woken yet.
    pub(crate) fn tasks(&self) -> Vec<Asked> {
        let mut asked = Vec::new();
        for slot in slab::slots().filter(|slot| slot.id() != 0) {
            let Some(held) = hold(slot) else { continue };
            let id = slot.id();
            let is_to_ask = id != 0 && !slot.is_spared();
            let before = is_to_ask.then(|| slot.ask(&held.0, self.generation));
            drop(held);
            if before.is_some() {
                asked.push(Asked { slot, id, generation: self.generation });
            }
        }
        asked
    }

    /// How many answers there were so far; what [`wait`](Self::wait) wants to know.
    #[expect(clippy::unused_self, reason = "there are answers to an inquiry only")]
    pub(crate) fn answers(&self) -> u32 {
        ANSWERS.load(Ordering::SeqCst)
    }

    /// Sleeps until there are more than `answers`, at the most for `limit`; may return early.
    pub(crate) fn wait(&self, answers: u32, limit: Duration) {
        let own = Box::into_raw(Box::new(thread::current()));
        take_waiting(own);
        if self.answers() == answers {
            thread::park_timeout(limit);
        }
        take_waiting(ptr::null_mut());
    }
}

impl Drop for Inquiry {
    fn drop(&mut self) {
        clock::stop_asking();
    }
}

/// What a panic carries may panic when it is dropped.
fn drop_payload(payload: Box<dyn Any + Send>) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        mem::forget(payload);
    }
}

/// A task has answered.
pub(super) fn tell() {
    ANSWERS.fetch_add(1, Ordering::SeqCst);
    if let Some(thread) = take_waiting(ptr::null_mut()) {
        thread.unpark();
    }
}

fn take_waiting(next: *mut Thread) -> Option<Box<Thread>> {
    let before = WAITS.swap(next, Ordering::SeqCst);
    // SAFETY: made of a box in `wait`, and taken once.
    (!before.is_null()).then(|| unsafe { Box::from_raw(before) })
}

/// A task that is asked; it may be gone by now.
#[derive(Debug)]
pub(crate) struct Asked {
    slot: &'static Slot,
    id: u64,
    generation: u32,
}

impl Asked {
    /// The number of the task.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// What the task is doing; nothing if it is gone.
    pub(crate) fn state(&self) -> Option<State> {
        let state = self.slot.state();
        (self.slot.id() == self.id).then_some(state)
    }

    /// Wakes it, so that it is polled; false if it has left no waker, or if that panicked.
    pub(crate) fn wake(&self) -> bool {
        let waker = self.hold().and_then(|held| self.slot.take_waker(&held.0));
        let Some(waker) = waker else { return false };
        let woken = catch_unwind(AssertUnwindSafe(|| waker.wake()));
        woken.map_err(drop_payload).is_ok()
    }

    /// Whether an answer is there to be taken.
    #[cfg(test)]
    pub(crate) fn has_answered(&self) -> bool {
        self.hold().is_some_and(|held| self.slot.has_answer(&held.0))
    }

    /// Takes the answer.
    pub(crate) fn answer(&self) -> Option<Box<Answer>> {
        let answer = self.hold().and_then(|held| self.slot.take_answer(&held.0));
        answer.filter(|answer| answer.generation == self.generation)
    }

    /// Asks it once more, as if it had not answered; it has to be woken, too.
    pub(crate) fn ask_again(&self) {
        let before = self.hold().map(|held| self.slot.ask(&held.0, self.generation));
        drop(before);
    }

    /// Its slot, held, as long as it is its.
    fn hold(&self) -> Option<Hold> {
        hold(self.slot).filter(|_| self.slot.id() == self.id)
    }
}
