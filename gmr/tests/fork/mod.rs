//! A process that forks without `exec`.

/// Forks; the child has this thread only.
#[allow(unsafe_code)]
pub(crate) fn fork() -> i32 {
    // SAFETY: the child goes on as a Rust program, which glibc allows: it makes `malloc` usable.
    unsafe { libc::fork() }
}
