//! Threads in code that no compiler would write.

use super::LonePage;
use std::sync::atomic::AtomicBool;

/// Spins with the stack pointer `offset` bytes above the start of a page, as a coroutine does:
/// says that it is there, and returns when it may.
pub(crate) fn spin_on(
    page: &LonePage,
    offset: u64,
    is_there: &AtomicBool,
    may_return: &AtomicBool,
) {
    let sp = page.start() + offset;
    // SAFETY: the loop does not use the stack, and handlers run on the alternate stack that std
    // gave to the thread.
    unsafe {
        core::arch::asm!(
            "mov {saved}, sp",
            "mov sp, {sp}",
            "mov {flag:w}, 1",
            "strb {flag:w}, [{is_there}]",
            "2: yield",
            "ldrb {flag:w}, [{may_return}]",
            "cbz {flag:w}, 2b",
            "mov sp, {saved}",
            flag = out(reg) _,
            saved = out(reg) _,
            sp = in(reg) sp,
            is_there = in(reg) is_there.as_ptr(),
            may_return = in(reg) may_return.as_ptr(),
        );
    }
}

// Without directives for it, there is no entry in the unwind table.
core::arch::global_asm!(
    "gmr_test_bare_spin:",
    "mov w9, 1",
    "strb w9, [x0]",
    "2: yield",
    "ldrb w9, [x1]",
    "cbz w9, 2b",
    "ret",
);

unsafe extern "C" {
    fn gmr_test_bare_spin(is_there: *mut bool, may_return: *mut bool);
}

/// Calls a function that has no unwind table, by its name or through a register; it says that it
/// is there, and returns when it may.
#[inline(never)]
pub(crate) fn spin_bare(by_name: bool, is_there: &AtomicBool, may_return: &AtomicBool) {
    let (is_there, may_return) = (is_there.as_ptr(), may_return.as_ptr());
    // SAFETY: the function touches the two bytes only.
    unsafe {
        if by_name {
            core::arch::asm!(
                "bl {}", sym gmr_test_bare_spin,
                in("x0") is_there, in("x1") may_return, clobber_abi("C"),
            );
        } else {
            core::arch::asm!(
                "blr {}", in(reg) gmr_test_bare_spin as *const () as usize,
                in("x0") is_there, in("x1") may_return, clobber_abi("C"),
            );
        }
    }
}
