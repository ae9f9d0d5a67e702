//! What is particular to x86-64: registers, system calls, and the first steps of the handler.

use super::super::handler::copy_thread;
use super::super::mailbox::{COPYING, HEADER, Header, REQUESTED, STACK_SIZE, Slot};
use core::arch::{asm, naked_asm};
use core::mem::{offset_of, size_of};
use core::ptr;
use core::sync::atomic::AtomicU64;

/// Registers by their number in unwind tables; the last is the program counter.
pub(crate) const REGISTERS: usize = 17;
/// All of them, a bit each.
pub(crate) const ALL_REGISTERS: u64 = (1 << REGISTERS) - 1;
/// The frame pointer, `rbp`.
pub(crate) const FRAME_POINTER: usize = 6;
/// The stack pointer, `rsp`.
pub(crate) const STACK_POINTER: usize = 7;
/// The program counter; in a table, the return address.
pub(crate) const PROGRAM_COUNTER: usize = 16;
/// A call leaves the return address on the stack, and in no register.
pub(crate) const LINK_REGISTER: Option<usize> = None;
/// The registers that a function gives back as it found them: rbx, rbp, r12 to r15.
pub(crate) const CALLEE_SAVED: u64 = 1 << 3 | 1 << 6 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 15;
/// `mov rax, 15; syscall`: where a signal handler returns to, in every C library.
pub(crate) const TRAMPOLINE: [u8; 9] = [0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05];
/// The instruction of a system call.
pub(crate) const SYSTEM_CALL: [u8; 2] = [0x0f, 0x05];
/// `mov edi, eax; xor eax, eax; mov al, 60; syscall`: where the function of a thread returns to in
/// musl, which ends the thread there.
pub(crate) const THREAD_END: [u8; 8] = [0x89, 0xc7, 0x31, 0xc0, 0xb0, 0x3c, 0x0f, 0x05];
/// The number of `rt_sigtimedwait`, which `sigwait` and its like call.
pub(crate) const WAITS_FOR_SIGNALS: u64 = libc::SYS_rt_sigtimedwait as u64;
/// A function may use this much below the stack pointer.
pub(crate) const RED_ZONE: u64 = 128;

/// The words of the kernel's register block that are of interest, and its order for each
/// register number of the unwind tables.
pub(in crate::sys::snapshot) const SAVED_WORDS: usize = 17;
const SAVED_ORDER: [usize; REGISTERS] = [13, 12, 14, 11, 9, 8, 10, 15, 0, 1, 2, 3, 4, 5, 6, 7, 16];
/// Where the kernel's block has the stack pointer.
pub(in crate::sys::snapshot) const SAVED_STACK_POINTER: usize = SAVED_ORDER[STACK_POINTER];

/// From the stack pointer at the trampoline to the interrupted register with this number.
pub(crate) fn saved_register_offset(register: usize) -> Option<u64> {
    let word = SAVED_ORDER.get(register)?;
    Some((offset_of!(Context, registers) + word * 8) as u64)
}

/// The registers in the order of the unwind tables.
pub(in crate::sys::snapshot) fn in_table_order(saved: &[u64; SAVED_WORDS]) -> [u64; REGISTERS] {
    SAVED_ORDER.map(|word| saved[word])
}

/// Whether `found`, which a copied stack holds, is the context that the kernel made for a handler:
/// below it stands where handlers return to.
///
/// # Safety
/// `found` must be within a copy, and so must the word below it.
#[inline(always)]
pub(in crate::sys::snapshot) unsafe fn is_context(
    found: *const Context,
    _own: *const Context,
    trampoline: u64,
) -> bool {
    // SAFETY: the caller's promise.
    unsafe { ptr::read_unaligned(found.cast::<u64>().wrapping_sub(1)) == trampoline }
}

/// A return address as it is; none is signed here.
pub(crate) fn return_address(word: u64) -> u64 {
    word
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
    pub(in crate::sys::snapshot) registers: [u64; SAVED_WORDS],
}

/// The signal handler.
///
/// `extern "C" fn(signal, siginfo, ucontext)`, without a prologue: it uses nothing of the
/// interrupted thread's stack but the return address, because std's alternate stack is 8 KiB, and
/// two signal frames with AVX-512 state take 6.8 of it. It looks whether the signal is a request
/// of this process for a slot in its present state, claims the slot, and calls [`copy_thread`] on
/// the slot's own stack. Anything else is ignored.
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
        "mov r8, qword ptr [rip + {header}]",
        "test r8, r8",
        "jz 9f",
        // A queued signal with our process as the sender …
        "cmp dword ptr [rsi + 8], {si_queue}",
        "jne 9f",
        "mov r9d, dword ptr [r8 + {pid}]",
        "cmp r9d, dword ptr [rsi + 16]",
        "jne 9f",
        // … which we still are: in a forked child the slots are not mapped.
        "mov eax, {getpid}",
        "syscall",
        "cmp r9d, eax",
        "jne 9f",
        // The value is generation << 32 | slot.
        "mov r9, qword ptr [rsi + 24]",
        "mov ecx, r9d",
        "cmp rcx, qword ptr [r8 + {slots_usable}]",
        "jae 9f",
        "imul r10, rcx, {slot_size}",
        "add r10, qword ptr [r8 + {slots}]",
        "shr r9, 32",
        "shl r9, 8",
        "lea rax, [r9 + {requested}]",
        "lea r11, [r9 + {copying}]",
        "lock cmpxchg qword ptr [r10 + {state}], r11",
        "jne 9f",
        // The slot is ours: over to its stack.
        "inc rcx",
        "imul rcx, rcx, {stack_size}",
        "add rcx, qword ptr [r8 + {stacks}]",
        "mov rax, rsp",
        "mov rsp, rcx",
        "push rax",
        "push r10",
        "mov rdi, r8",
        "mov rsi, r10",
        "mov rcx, qword ptr [rax]",
        "call {copy_thread}",
        "pop r10",
        "pop rsp",
        // The last touch of anything shared; x86 stores are releases.
        "mov qword ptr [r10 + {state}], rax",
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

// The handler compares and stores the state as eight bytes.
const _: () = assert!(size_of::<AtomicU64>() == 8);

/// A system call that touches neither `errno` nor thread-local storage.
///
/// # Safety
/// As the system call itself.
#[inline(always)]
pub(in crate::sys::snapshot) unsafe fn system_call(number: i64, arguments: [u64; 6]) -> i64 {
    let [a, b, c, d, e, f] = arguments;
    let result: i64;
    // SAFETY: the kernel's calling convention; the kernel clobbers rcx and r11 only.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number => result,
            in("rdi") a, in("rsi") b, in("rdx") c, in("r10") d, in("r8") e, in("r9") f,
            lateout("rcx") _, lateout("r11") _,
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
    // SAFETY: the caller's promise; the kernel clears the direction flag for a handler.
    unsafe {
        asm!(
            "rep movsb",
            inout("rcx") len => _, inout("rdi") to => _, inout("rsi") from => _,
            options(nostack, preserves_flags),
        );
    }
}

/// The thread pointer.
///
/// # Safety
/// By instruction only if the kernel has said that it may be used ([`can_read_thread_pointer`]).
#[inline(always)]
pub(in crate::sys::snapshot) unsafe fn thread_pointer(by_instruction: bool) -> u64 {
    const ARCH_GET_FS: u64 = 0x1003;
    let mut value = 0u64;
    if by_instruction {
        // SAFETY: the caller's promise.
        unsafe { asm!("rdfsbase {}", out(reg) value, options(nomem, nostack, preserves_flags)) };
        return value;
    }
    // SAFETY: the kernel writes eight bytes to `value`.
    let result = unsafe {
        let to = (&raw mut value) as u64;
        system_call(libc::SYS_arch_prctl, [ARCH_GET_FS, to, 0, 0, 0, 0])
    };
    if result == 0 { value } else { 0 }
}

/// Whether the kernel lets programs read the thread pointer by instruction.
pub(in crate::sys::snapshot) fn can_read_thread_pointer() -> bool {
    const HWCAP2_FSGSBASE: u64 = 1 << 1;
    // SAFETY: reads a table that the kernel made at start.
    unsafe { libc::getauxval(libc::AT_HWCAP2) & HWCAP2_FSGSBASE != 0 }
}
