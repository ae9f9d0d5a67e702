//! The tracing waker: it forwards each wake to the real one, and takes down who waits.
//!
//! A leaf compares it with the waker that it has, finds another one, and clones it: that is the
//! moment to see where the leaf is. It takes down nothing on other threads, and nothing outside the
//! poll that it was made for. One that a leaf keeps costs its allocation, until the leaf drops it.

use super::answer::Kind;
use super::trace;
use std::ptr;
use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};

static TABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, release);

/// A tracing waker for a real one.
pub(super) fn tracing(real: Waker) -> Waker {
    let data = Arc::into_raw(Arc::new(real));
    // SAFETY: the functions of the table keep the contract of wakers, and each takes the data for
    // what it is here.
    unsafe { Waker::new(data.cast(), &TABLE) }
}

/// The real waker behind a tracing one.
pub(super) fn real(waker: &Waker) -> &Waker {
    if !ptr::eq(waker.vtable(), &raw const TABLE) {
        return waker;
    }
    // SAFETY: a waker with this table was made above, and has its share of the real one.
    unsafe { &*waker.data().cast::<Waker>() }
}

/// # Safety
/// `data` must be that of a tracing waker that is alive, as for all functions here.
unsafe fn clone(data: *const ()) -> RawWaker {
    trace::note(data, Kind::Waits);
    // SAFETY: the caller's promise.
    unsafe { Arc::increment_strong_count(data.cast::<Waker>()) };
    RawWaker::new(data, &TABLE)
}

unsafe fn wake(data: *const ()) {
    trace::note(data, Kind::WokeItself);
    // SAFETY: the waker is used up, so its share is ours.
    let real = unsafe { Arc::from_raw(data.cast::<Waker>()) };
    real.wake_by_ref();
}

unsafe fn wake_by_ref(data: *const ()) {
    trace::note(data, Kind::WokeItself);
    // SAFETY: the caller's waker has its share until this returns.
    let real = unsafe { &*data.cast::<Waker>() };
    real.wake_by_ref();
}

unsafe fn release(data: *const ()) {
    // SAFETY: the waker is gone, so its share is ours.
    drop(unsafe { Arc::from_raw(data.cast::<Waker>()) });
}
