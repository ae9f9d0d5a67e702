//! What this thread polls, and its number.

use super::slot::Slot;
use std::cell::Cell;

thread_local! {
    static TASK: Cell<Option<&'static Slot>> = const { Cell::new(None) };
    static THREAD: Cell<u32> = const { Cell::new(0) };
}

/// Makes `task` the one that this thread polls; returns the one before.
#[inline]
pub(super) fn replace(task: Option<&'static Slot>) -> Option<&'static Slot> {
    TASK.replace(task)
}

/// The task that this thread polls.
#[inline]
pub(super) fn task() -> Option<&'static Slot> {
    TASK.get()
}

/// The kernel's id of this thread, asked for once; 0 if there is none.
#[inline]
pub(super) fn thread() -> u32 {
    match THREAD.get() {
        0 => ask_the_kernel(),
        known => known,
    }
}

/// A child's thread has another id than its parent's.
pub(super) fn after_fork() {
    THREAD.set(0);
}

#[cold]
#[inline(never)]
fn ask_the_kernel() -> u32 {
    let id = kernel_id();
    THREAD.set(id);
    id
}

#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))]
fn kernel_id() -> u32 {
    // SAFETY: always succeeds.
    let id = unsafe { libc::syscall(libc::SYS_gettid) };
    u32::try_from(id).unwrap_or(0)
}

#[cfg(not(all(any(target_os = "linux", target_os = "android"), not(miri))))]
fn kernel_id() -> u32 {
    0
}
