//! What is particular to AArch64: registers, system calls, and the first steps of the handler.

use super::super::handler::copy_thread;
use super::super::mailbox::{COPYING, HEADER, Header, REQUESTED, STACK_SIZE, Slot};
use core::arch::{asm, naked_asm};
use core::mem::{offset_of, size_of};
use core::ptr;
use core::sync::atomic::AtomicU64;

/// Registers by their number in unwind tables: x0 to x30 and `sp`; the last is the program
/// counter, which has no number of its own there.
pub(crate) const REGISTERS: usize = 33;
/// All of them, a bit each.
pub(crate) const ALL_REGISTERS: u64 = (1 << REGISTERS) - 1;
/// The frame pointer, `x29`.
pub(crate) const FRAME_POINTER: usize = 29;
/// The stack pointer, `sp`.
pub(crate) const STACK_POINTER: usize = 31;
/// The program counter.
pub(crate) const PROGRAM_COUNTER: usize = 32;
/// Where a call leaves the return address: `x30`. Tables that say nothing of it mean that it is
/// still there.
pub(crate) const LINK_REGISTER: Option<usize> = Some(30);
/// The registers that a function gives back as it found them: x19 to x29.
pub(crate) const CALLEE_SAVED: u64 = (1 << 30) - (1 << 19);
/// `mov x8, 93; svc 0`: where the function of a thread returns to in musl, which ends the thread
/// there.
pub(crate) const THREAD_END: [u8; 8] = [0xa8, 0x0b, 0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4];
/// `mov x8, 139; svc 0`: where a signal handler returns to, in the vdso or a C library.
pub(crate) const TRAMPOLINE: [u8; 8] = [0x68, 0x11, 0x80, 0xd2, 0x01, 0, 0, 0xd4];
/// The instruction of a system call.
pub(crate) const SYSTEM_CALL: [u8; 4] = [0x01, 0, 0, 0xd4];
/// The number of `rt_sigtimedwait`, which `sigwait` and its like call.
pub(crate) const WAITS_FOR_SIGNALS: u64 = libc::SYS_rt_sigtimedwait as u64;
/// Nothing below the stack pointer is in use.
pub(crate) const RED_ZONE: u64 = 0;

/// The words of the kernel's register block that are of interest; it has the order of the tables.
pub(in crate::sys::snapshot) const SAVED_WORDS: usize = REGISTERS;
/// Where the kernel's block has the stack pointer.
pub(in crate::sys::snapshot) const SAVED_STACK_POINTER: usize = STACK_POINTER;

/// The kernel puts a `siginfo_t` below the context.
const CONTEXT_OFFSET: usize = 128;

/// From the stack pointer at the trampoline to the interrupted register with this number.
pub(crate) fn saved_register_offset(register: usize) -> Option<u64> {
    let offset = CONTEXT_OFFSET + offset_of!(Context, registers) + register * 8;
    (register < REGISTERS).then_some(offset as u64)
}

/// The registers in the order of the unwind tables.
pub(in crate::sys::snapshot) fn in_table_order(saved: &[u64; SAVED_WORDS]) -> [u64; REGISTERS] {
    *saved
}

/// A return address without its signature.
///
/// Code that is protected by pointer authentication signs return addresses in the bits that
/// addresses do not need, and how many those are depends on the kernel. The processor knows; one
/// that cannot authenticate takes the instruction for none.
pub(crate) fn return_address(word: u64) -> u64 {
    let address: u64;
    // SAFETY: `xpaclri` changes nothing but x30.
    unsafe {
        asm!("hint 7", inlateout("x30") word => address, options(nomem, nostack, preserves_flags));
    }
    address
}

/// Whether `found`, which a copied stack holds, is the context that the kernel made for a handler
/// on the alternate stack: that is described in it, as in the context of the present handler.
///
/// # Safety
/// `found` must be within a copy.
#[inline(always)]
pub(in crate::sys::snapshot) unsafe fn is_context(
    found: *const Context,
    own: *const Context,
    _trampoline: u64,
) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        let base = ptr::read_unaligned(&raw const (*found).stack_base);
        let size = ptr::read_unaligned(&raw const (*found).stack_size);
        size != 0 && base == (*own).stack_base && size == (*own).stack_size
    }
}

/// The head of what the kernel hands to a handler as `ucontext_t`.
#[repr(C)]
pub(in crate::sys::snapshot) struct Context {
    flags: u64,
    link: u64,
    /// The thread's alternate stack, if it has one. The flags do not say whether it is in use.
    pub(in crate::sys::snapshot) stack_base: u64,
    stack_flags: i32,
    padding: i32,
    pub(in crate::sys::snapshot) stack_size: u64,
    /// With room for more signals than there are.
    mask: [u64; 16],
    /// What follows is aligned to 16 bytes.
    alignment: u64,
    fault_address: u64,
    pub(in crate::sys::snapshot) registers: [u64; SAVED_WORDS],
}

const _: () = assert!(
    offset_of!(Context, registers)
        == offset_of!(libc::ucontext_t, uc_mcontext) + offset_of!(libc::mcontext_t, regs)
);

/// The signal handler.
///
/// `extern "C" fn(signal, siginfo, ucontext)`, without a prologue: it uses nothing of the
/// interrupted thread's stack, because std's alternate stack may be small. It looks whether the
/// signal is a request of this process for a slot in its present state, claims the slot, and calls
/// [`copy_thread`] on the slot's own stack. Anything else is ignored.
///
/// `copy_thread` returns the word that says *done*; it is stored when the slot's stack is no
/// longer in use, because from then on the slot belongs to the reporter.
#[unsafe(naked)]
pub(in crate::sys::snapshot) unsafe extern "C" fn on_signal(
    _: i32,
    _: *const core::ffi::c_void,
    _: *const Context,
) {
    naked_asm!(
        // `bti c`: where code is guarded, the kernel may jump here.
        "hint 34",
        "adrp x9, {header}",
        "add x9, x9, :lo12:{header}",
        "ldar x9, [x9]",
        "cbz x9, 9f",
        // A queued signal with our process as the sender …
        "ldr w10, [x1, 8]",
        "mov w11, {si_queue}",
        "cmp w10, w11",
        "b.ne 9f",
        "ldr w10, [x9, {pid}]",
        "ldr w11, [x1, 16]",
        "cmp w10, w11",
        "b.ne 9f",
        // … which we still are: in a forked child the slots are not mapped.
        "mov x8, {getpid}",
        "svc 0",
        "cmp w10, w0",
        "b.ne 9f",
        // The value is generation << 32 | slot.
        "ldr x10, [x1, 24]",
        "mov w11, w10",
        "ldr x12, [x9, {slots_usable}]",
        "cmp x11, x12",
        "b.hs 9f",
        "mov x12, {slot_size}",
        "ldr x13, [x9, {slots}]",
        "madd x12, x11, x12, x13",
        "lsr x10, x10, 32",
        "lsl x10, x10, 8",
        "add x13, x10, {requested}",
        "add x14, x10, {copying}",
        // Compare and swap; what the reporter wrote before *requested* is seen behind it.
        "add x15, x12, {state}",
        "2: ldaxr x16, [x15]",
        "cmp x16, x13",
        "b.ne 8f",
        "stlxr w17, x14, [x15]",
        "cbnz w17, 2b",
        // The slot is ours: over to its stack.
        "add x11, x11, 1",
        "mov x13, {stack_size}",
        "ldr x14, [x9, {stacks}]",
        "madd x13, x11, x13, x14",
        "mov x14, sp",
        "mov sp, x13",
        "stp x15, x14, [sp, -32]!",
        "str x30, [sp, 16]",
        "mov x0, x9",
        "mov x1, x12",
        "mov x3, x30",
        "bl {copy_thread}",
        "ldr x30, [sp, 16]",
        "ldp x15, x14, [sp]",
        "mov sp, x14",
        // The last touch of anything shared.
        "stlr x0, [x15]",
        "ret",
        "8: clrex",
        "9: ret",
        header = sym HEADER,
        copy_thread = sym copy_thread,
        si_queue = const libc::SI_QUEUE,
        getpid = const libc::SYS_getpid,
        pid = const offset_of!(Header, pid),
        slots = const offset_of!(Header, slots),
        slots_usable = const offset_of!(Header, slots_usable),
        stacks = const offset_of!(Header, stacks),
        state = const offset_of!(Slot, state),
        slot_size = const size_of::<Slot>(),
        stack_size = const STACK_SIZE,
        requested = const REQUESTED,
        copying = const COPYING,
    )
}

// The handler compares and stores the state as eight bytes, and a stack pointer is a multiple of
// 16.
const _: () = assert!(size_of::<AtomicU64>() == 8 && STACK_SIZE.is_multiple_of(16));

/// A system call that touches neither `errno` nor thread-local storage.
///
/// # Safety
/// As the system call itself.
#[inline(always)]
pub(in crate::sys::snapshot) unsafe fn system_call(number: i64, arguments: [u64; 6]) -> i64 {
    let [a, b, c, d, e, f] = arguments;
    let result: i64;
    // SAFETY: the kernel's calling convention; the kernel keeps all other registers.
    unsafe {
        asm!(
            "svc 0",
            in("x8") number,
            inlateout("x0") a => result,
            in("x1") b, in("x2") c, in("x3") d, in("x4") e, in("x5") f,
            options(nostack),
        );
    }
    result
}

/// Copies bytes without calling `memcpy`, which may be resolved lazily.
///
/// # Safety
/// `from` must be readable and `to` writable for `len` bytes, and they must not overlap.
#[inline(always)]
pub(in crate::sys) unsafe fn copy_bytes(from: *const u8, to: *mut u8, len: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        asm!(
            "2: subs {len}, {len}, 8",
            "b.lo 3f",
            "ldr {word}, [{from}], 8",
            "str {word}, [{to}], 8",
            "b 2b",
            "3: adds {len}, {len}, 8",
            "b.eq 5f",
            "4: ldrb {word:w}, [{from}], 1",
            "strb {word:w}, [{to}], 1",
            "subs {len}, {len}, 1",
            "b.ne 4b",
            "5:",
            len = inout(reg) len => _, to = inout(reg) to => _, from = inout(reg) from => _,
            word = out(reg) _,
            options(nostack),
        );
    }
}

/// The thread pointer, at the start of the thread-local storage.
///
/// # Safety
/// None; other architectures do not always allow the instruction.
#[inline(always)]
pub(in crate::sys::snapshot) unsafe fn thread_pointer(_by_instruction: bool) -> u64 {
    let value: u64;
    // SAFETY: every program may read this register.
    unsafe {
        asm!("mrs {}, tpidr_el0", out(reg) value, options(nomem, nostack, preserves_flags));
    }
    value
}

/// Whether the kernel lets programs read the thread pointer by instruction.
pub(in crate::sys::snapshot) fn can_read_thread_pointer() -> bool {
    true
}
