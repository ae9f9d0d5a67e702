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

// The return address is signed, if the processor can, and kept so.
core::arch::global_asm!(
    "gmr_test_signed_spin:",
    ".cfi_startproc",
    "hint 25", // paciasp
    ".cfi_negate_ra_state",
    "stp x29, x30, [sp, -16]!",
    ".cfi_def_cfa_offset 16",
    ".cfi_offset 29, -16",
    ".cfi_offset 30, -8",
    "mov w9, 1",
    "strb w9, [x0]",
    "2: yield",
    "ldrb w9, [x1]",
    "cbz w9, 2b",
    "ldp x29, x30, [sp], 16",
    "hint 29", // autiasp
    "ret",
    ".cfi_endproc",
);

// A chain of calls begins with zeros in both registers.
core::arch::global_asm!(
    "gmr_test_first_spin:",
    "stp x29, x30, [sp, -32]!",
    "str x20, [sp, 16]",
    "adr x20, 3f",
    "mov x29, 0",
    "mov x30, 0",
    "b 4f",
    "3: ldr x20, [sp, 16]",
    "ldp x29, x30, [sp], 32",
    "ret",
    "4:",
    ".cfi_startproc",
    "mov w9, 1",
    "strb w9, [x0]",
    "2: yield",
    "ldrb w9, [x1]",
    "cbz w9, 2b",
    "br x20",
    ".cfi_endproc",
);

unsafe extern "C" {
    fn gmr_test_signed_spin(is_there: *mut bool, may_return: *mut bool);
    fn gmr_test_first_spin(is_there: *mut bool, may_return: *mut bool);
}

/// Calls a function that signs its return address; it says that it is there, and returns when it
/// may.
#[inline(never)]
pub(crate) fn spin_signed(is_there: &AtomicBool, may_return: &AtomicBool) {
    // SAFETY: the function touches the two bytes only.
    unsafe { gmr_test_signed_spin(is_there.as_ptr(), may_return.as_ptr()) };
}

/// Calls a function that looks as if nobody had called it; it says that it is there, and returns
/// when it may.
#[inline(never)]
pub(crate) fn spin_first(is_there: &AtomicBool, may_return: &AtomicBool) {
    // SAFETY: the function touches the two bytes only.
    unsafe { gmr_test_first_spin(is_there.as_ptr(), may_return.as_ptr()) };
}

/// The address with a signature, if the processor signs.
pub(crate) fn sign(address: u64) -> u64 {
    let signed: u64;
    // SAFETY: `paciasp` changes nothing but x30.
    unsafe {
        core::arch::asm!("hint 25", inlateout("x30") address => signed, options(nomem, nostack));
    }
    signed
}
