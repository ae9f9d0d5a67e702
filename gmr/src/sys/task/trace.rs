//! A traced poll: what its frame keeps, and what its thread knows of it.

use super::answer::{Kind, Notes};
use super::slot::Slot;
use super::stack::record;
use super::{inquiry, waker};
use std::cell::{Cell, RefCell};
use std::ptr;
use std::rc::Rc;
use std::task::Waker;

/// What a traced poll takes down.
#[derive(Debug)]
pub(super) struct Tracing {
    /// Its waker's data: other wakers take down nothing.
    waker: Cell<*const ()>,
    /// An address within the frame of the poll: so far the stack is copied.
    pub(super) marker: Cell<u64>,
    pub(super) notes: RefCell<Notes>,
}

thread_local! {
    /// What the poll that runs takes down; null if it is not traced.
    static ACTIVE: Cell<*const Tracing> = const { Cell::new(ptr::null()) };
    /// Memory for the next one.
    static SPARE: Cell<Option<Rc<Tracing>>> = const { Cell::new(None) };
}

/// Takes down that the waker with this data was used, if it is that of the poll that runs.
#[inline(always)]
pub(super) fn note(waker: *const (), kind: Kind) {
    // SAFETY: null, or of a poll that has not returned.
    if let Some(tracing) = unsafe { ACTIVE.get().as_ref() }
        && ptr::eq(tracing.waker.get(), waker)
    {
        record(tracing, kind);
    }
}

/// What a poll keeps in its frame. Its address is the marker, so it must not move once it began.
#[derive(Debug)]
pub(super) struct Trace(Option<Box<Frame>>);

#[derive(Debug)]
struct Frame {
    /// Of a task that is not asked, nothing.
    own: Option<Rc<Tracing>>,
    /// The traced poll within which this one runs, or null: that one sees no further.
    outer: *const Tracing,
}

impl Trace {
    /// Of a poll that nobody asks.
    #[inline]
    pub(super) fn none() -> Self {
        Trace(None)
    }

    /// A round begins; the waker to poll with, if the task is asked.
    #[cold]
    #[inline(never)]
    pub(super) fn begin(&mut self, slot: &Slot, generation: u32, waker: &Waker) -> Option<Waker> {
        if self.0.is_none() {
            let outer = ACTIVE.get();
            // SAFETY: as in `note`.
            if let Some(outer) = unsafe { outer.as_ref() } {
                record(outer, Kind::Task(slot.id()));
            }
            #[cfg(feature = "tokio")]
            super::runtimes::note();
            let own = slot.is_asked(generation).then(|| Tracing::new(ptr::from_ref(self)));
            if own.is_none() && outer.is_null() {
                return None;
            }
            self.0 = Some(Box::new(Frame { own, outer }));
        }
        // The waker is the program's, whose clone must not be taken for that of a leaf.
        ACTIVE.set(ptr::null());
        let own = self.0.as_ref()?.own.as_ref()?;
        let tracing = waker::tracing(waker::real(waker).clone());
        own.waker.set(tracing.data());
        own.notes.borrow_mut().begin_round();
        ACTIVE.set(Rc::as_ptr(own));
        Some(tracing)
    }

    /// The round ends. False: what it saw has to be seen twice.
    #[cold]
    #[inline(never)]
    pub(super) fn finish(&mut self, slot: &Slot, generation: u32, is_pending: bool) -> bool {
        ACTIVE.set(ptr::null());
        let own = self.0.as_ref().and_then(|frame| frame.own.as_ref());
        if let Some(own) = own.filter(|_| is_pending) {
            let notes = own.notes.borrow();
            if notes.rounds() == 1 && notes.round_len() > 1 {
                return false;
            }
            drop(slot.answer(notes.answer(generation)));
            inquiry::tell();
        }
        self.0 = None;
        true
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        ACTIVE.set(self.outer);
        if let Some(own) = self.own.take() {
            // At the end of a thread there is nowhere to keep it.
            let _ = SPARE.try_with(|spare| spare.set(Some(own)));
        }
    }
}

impl Tracing {
    fn new(marker: *const Trace) -> Rc<Self> {
        let spare = SPARE.try_with(Cell::take).ok().flatten();
        let tracing = spare.unwrap_or_else(|| {
            let (waker, marker) = (Cell::new(ptr::null()), Cell::new(0));
            Rc::new(Tracing { waker, marker, notes: RefCell::default() })
        });
        tracing.marker.set(marker.addr() as u64);
        tracing.notes.borrow_mut().begin();
        tracing
    }
}
