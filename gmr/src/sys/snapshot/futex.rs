//! Waiting for a word to change, without a lock.

use super::arch::system_call;
use core::sync::atomic::AtomicU32;
use std::time::Duration;

/// Sleeps while `word` is `value`, at the most for `limit`; may return early.
pub(super) fn wait(word: *const AtomicU32, value: u32, limit: Duration) {
    let time = libc::timespec {
        tv_sec: i64::try_from(limit.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(limit.subsec_nanos()),
    };
    let operation = (libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG) as u64;
    // SAFETY: the kernel reads the word, or fails if it cannot; `time` lives until the return.
    unsafe {
        let time = (&raw const time) as u64;
        let arguments = [word as u64, operation, u64::from(value), time, 0, 0];
        system_call(libc::SYS_futex, arguments);
    }
}

/// Wakes one thread that waits for `word`. Safe in a signal handler.
#[inline(always)]
pub(super) fn wake(word: *const AtomicU32) {
    let operation = (libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG) as u64;
    // SAFETY: the kernel uses the address as a key only.
    unsafe { system_call(libc::SYS_futex, [word as u64, operation, 1, 0, 0, 0]) };
}
