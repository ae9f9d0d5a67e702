//! Walking the calling thread's own stack, and the functions that walk to a handler.

/// Calls `visit` for each call that has not returned, innermost first, until it returns false.
///
/// Without the lock that [`backtrace::trace`] takes: a thread of the program may be inside a
/// callback of its own for ever, and a forked child may have inherited the lock.
pub(crate) fn trace(visit: impl FnMut(&backtrace::Frame) -> bool) {
    // SAFETY: on Unix the walk is `_Unwind_Backtrace`, which any number of threads may call at
    // once. The lock is for what Windows shares between walks, and for naming.
    unsafe { backtrace::trace_unsynchronized(visit) };
}

/// Where the functions begin by which panics make their way up the stack.
pub(crate) fn begins_to_unwind() -> [u64; 3] {
    // SAFETY: as the C++ ABI has them, of which only the addresses are taken.
    unsafe extern "C" {
        fn _Unwind_RaiseException();
        fn _Unwind_Resume();
        fn _Unwind_ForcedUnwind();
    }
    let functions: [unsafe extern "C" fn(); 3] =
        [_Unwind_RaiseException, _Unwind_Resume, _Unwind_ForcedUnwind];
    functions.map(|function| function as usize as u64)
}
