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
    // As the standard library declares them: where a program is linked as a whole, the compiler
    // takes all declarations for one, and one by which these do not unwind would make it leave out
    // what panics need to pass.
    // SAFETY: as the C++ ABI has them, of which only the addresses are taken.
    unsafe extern "C-unwind" {
        fn _Unwind_RaiseException(exception: *mut libc::c_void) -> libc::c_int;
        fn _Unwind_Resume(exception: *mut libc::c_void) -> !;
        fn _Unwind_ForcedUnwind(
            exception: *mut libc::c_void,
            stop: *const libc::c_void,
            argument: *mut libc::c_void,
        ) -> libc::c_int;
    }
    [
        _Unwind_RaiseException as *const () as u64,
        _Unwind_Resume as *const () as u64,
        _Unwind_ForcedUnwind as *const () as u64,
    ]
}
