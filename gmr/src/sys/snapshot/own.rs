//! Walking the calling thread's own stack.

/// Calls `visit` for each call that has not returned, innermost first, until it returns false.
///
/// Without the lock that [`backtrace::trace`] takes: a thread of the program may be inside a
/// callback of its own for ever, and a forked child may have inherited the lock.
pub(crate) fn trace(visit: impl FnMut(&backtrace::Frame) -> bool) {
    // SAFETY: on Unix the walk is `_Unwind_Backtrace`, which any number of threads may call at
    // once. The lock is for what Windows shares between walks, and for naming.
    unsafe { backtrace::trace_unsynchronized(visit) };
}
