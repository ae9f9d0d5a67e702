//! A fork child goes on with the tasks of the thread that forked.

use super::latch::Latch;
use super::{clock, current, slab};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

/// What the reporter holds, or is about to: its thread is not in the child.
static REPORTER_HOLDS: AtomicPtr<Latch> = AtomicPtr::new(ptr::null_mut());
static IS_WATCHED: AtomicBool = AtomicBool::new(false);

/// From now on a child finds its latches open, and its clock without a ticker.
pub(super) fn watch() {
    if !cfg!(miri) && !IS_WATCHED.swap(true, Ordering::Relaxed) {
        // SAFETY: what it calls is safe in a child of many threads: plain stores.
        unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    }
}

/// Notes what the reporter is about to hold, or that it holds nothing.
pub(super) fn note_reporter(latch: Option<&'static Latch>) {
    let latch = latch.map_or(ptr::null_mut(), |latch| ptr::from_ref(latch).cast_mut());
    REPORTER_HOLDS.store(latch, Ordering::Relaxed);
}

extern "C" fn in_child() {
    clock::after_fork();
    current::after_fork();
    slab::after_fork();
    // SAFETY: latches of slots are never freed.
    if let Some(latch) = unsafe { REPORTER_HOLDS.swap(ptr::null_mut(), Ordering::Relaxed).as_ref() }
    {
        latch.open();
    }
}
