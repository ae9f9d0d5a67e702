//! A task's own end: what its polls leave behind.

use super::slot::{About, Slot};
use super::state::State;
use super::trace::Trace;
use super::{clock, current, slab, waker};
use std::fmt;
use std::mem;
use std::panic::Location;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

/// A task that lives, until this is dropped.
pub(crate) struct Handle {
    slot: &'static Slot,
}

impl Handle {
    /// A task that was made at `place`, by the task that this thread polls.
    #[inline]
    pub(crate) fn new(about: &'static About, place: &'static Location<'static>) -> Self {
        let (slot, id) = slab::take();
        let parent = current::task().map_or(0, Slot::id);
        slot.occupy(id, about, place, parent, clock::now().ticks());
        Handle { slot }
    }

    /// The number of the task; no other has it.
    #[inline]
    pub(crate) fn id(&self) -> u64 {
        self.slot.id()
    }

    /// Names it; the text is already masked and bounded.
    pub(crate) fn name(&self, name: Arc<str>) {
        drop(self.slot.change_texts(|texts| texts.name = Some(name)));
    }

    /// Tells it from others of its name; the text is already masked and bounded.
    pub(crate) fn detail(&self, detail: Box<str>) {
        drop(self.slot.change_texts(|texts| texts.detail = Some(detail.into())));
    }

    /// No report asks it: its waker is never used, and stays on the threads of its executor.
    pub(crate) fn spare(&self) {
        drop(self.slot.spare());
    }

    /// One poll of a future, which is `inner`; of a task that is asked, up to two.
    ///
    /// All of it is a part of the caller's own frame: the frame at which the stacks of an answer
    /// end is that which polls the program's future.
    #[inline(always)]
    pub(crate) fn poll<T>(
        &mut self,
        context: &mut Context<'_>,
        inner: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        self.poll_until(context, |_| true, inner)
    }

    /// As [`poll`](Self::poll); `is_last` tells whether something that is ready is the end.
    #[inline(always)]
    pub(crate) fn poll_until<T>(
        &mut self,
        context: &mut Context<'_>,
        is_last: impl FnOnce(&T) -> bool,
        mut inner: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        let slot = self.slot;
        let now = clock::now();
        let generation = now.generation();
        #[cfg(all(feature = "tokio", tokio_unstable))]
        if slot.state() == State::New {
            super::places::note_tracked();
        }
        let polling = Polling::begin(slot, now.ticks());
        let unwinding = Unwinding { slot, outer: polling.outer };
        let result = match generation {
            0 => inner(context),
            _ => {
                let mut trace = Trace::none();
                loop {
                    let result = match trace.begin(slot, generation, context.waker()) {
                        None => inner(context),
                        Some(waker) => inner(&mut Context::from_waker(&waker)),
                    };
                    if trace.finish(slot, generation, result.is_pending()) {
                        break result;
                    }
                }
            }
        };
        let state = match &result {
            Poll::Ready(value) if is_last(value) => State::Done,
            Poll::Ready(_) => State::Idle,
            Poll::Pending => {
                if !slot.has_waker(context.waker()) {
                    keep_waker(slot, context.waker());
                }
                State::Idle
            }
        };
        mem::forget(unwinding);
        polling.end(state);
        result
    }

    /// From now on the future is being dropped.
    #[inline]
    pub(crate) fn dropping(&self) {
        let outer = current::replace(Some(self.slot));
        let outer = outer.map_or(ptr::null_mut(), |slot| ptr::from_ref(slot).cast_mut());
        self.slot.outer.store(outer, Ordering::Relaxed);
        self.slot.begin_drop(current::thread(), clock::now().ticks());
    }
}

impl Drop for Handle {
    #[inline]
    fn drop(&mut self) {
        let slot = self.slot;
        if slot.state() == State::Dropping {
            // SAFETY: null or a slot, as `dropping` left it; slots are never freed.
            current::replace(unsafe { slot.outer.load(Ordering::Relaxed).as_ref() });
        }
        let remains = slot.vacate();
        slab::give(slot);
        // What the program left here may do anything when it is dropped.
        drop(remains);
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("id", &self.id()).finish_non_exhaustive()
    }
}

/// A poll that runs.
struct Polling {
    slot: &'static Slot,
    outer: Option<&'static Slot>,
    began: u32,
}

impl Polling {
    #[inline(always)]
    fn begin(slot: &'static Slot, ticks: u32) -> Self {
        let outer = current::replace(Some(slot));
        slot.begin_poll(current::thread(), ticks);
        Polling { slot, outer, began: ticks }
    }

    /// It has ended, and this is what the task is now.
    #[inline(always)]
    fn end(self, state: State) {
        current::replace(self.outer);
        self.slot.end_poll(state, self.began, clock::now().ticks());
    }
}

/// Notes the end of a poll that panics. It stays in memory, and [`Polling`] in registers.
struct Unwinding {
    slot: &'static Slot,
    outer: Option<&'static Slot>,
}

impl Drop for Unwinding {
    #[cold]
    fn drop(&mut self) {
        let Unwinding { slot, outer } = *self;
        Polling { slot, outer, began: slot.started() }.end(State::Done);
    }
}

#[cold]
#[inline(never)]
fn keep_waker(slot: &Slot, waker: &Waker) {
    let real = waker::real(waker);
    if !slot.is_spared() && !slot.has_waker(real) {
        drop(slot.set_waker(real));
    }
}
