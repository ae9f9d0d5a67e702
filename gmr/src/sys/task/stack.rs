//! Copies the stack of the calling thread, from here up to the frame of a task's poll.
//!
//! The leaf that calls may hold any lock, so there is no allocation here and no call into code of
//! the program.

use super::answer::{Flaw, Kind, Record};
use super::trace::Tracing;
#[cfg(all(gmr_capture, not(miri)))]
use copying::{copy, registers};

#[cfg(gmr_capture)]
pub(super) use crate::sys::snapshot::arch::REGISTERS;
#[cfg(not(gmr_capture))]
pub(super) const REGISTERS: usize = 0;

/// [`record`], and what calls it.
pub(crate) const OWN_CALLS: usize = 2;

/// Takes down that the poll came here.
#[inline(never)]
pub(super) fn record(tracing: &Tracing, kind: Kind) {
    let mut here = [0; REGISTERS];
    // Of this very call, so that unwinding begins in a frame that is still there.
    let known = registers(&mut here);
    tracing.note(kind, &here, known);
}

impl Tracing {
    fn note(&self, kind: Kind, registers: &[u64; REGISTERS], known: u64) {
        let Ok(mut notes) = self.notes.try_borrow_mut() else { return };
        if !notes.has_room() {
            return;
        }
        let start = notes.bytes.len();
        let room = notes.room();
        let copied = copy(registers, self.marker.get(), &mut notes.bytes, room);
        let (address, flaw) = match copied {
            Ok(address) => (address, None),
            Err(flaw) => (0, Some(flaw)),
        };
        let stack = start..notes.bytes.len();
        let registers = *registers;
        notes.records.push(Record { kind, registers, known, address, stack, flaw });
    }
}

/// Where stacks are not unwound, their bytes are of no use.
#[cfg(not(all(gmr_capture, not(miri))))]
fn registers(_: &mut [u64; REGISTERS]) -> u64 {
    0
}

#[cfg(not(all(gmr_capture, not(miri))))]
fn copy(_: &[u64; REGISTERS], _: u64, _: &mut Vec<u8>, _: usize) -> Result<u64, Flaw> {
    Err(Flaw::Unsupported)
}

#[cfg(all(gmr_capture, not(miri)))]
pub(super) mod copying {
    use super::{Flaw, REGISTERS};
    use crate::sys::snapshot::arch::{CALLEE_SAVED, PROGRAM_COUNTER, STACK_POINTER, copy_bytes};
    use crate::sys::snapshot::memory::{can_copy, copy_by_file, copy_if_mapped};
    use crate::sys::snapshot::task::process_id;
    use core::arch::asm;
    use std::fs::File;
    use std::os::fd::AsRawFd;
    use std::sync::atomic::{AtomicI32, Ordering};

    /// What is known of the registers.
    const KNOWN: u64 = CALLEE_SAVED | 1 << STACK_POINTER | 1 << PROGRAM_COUNTER;
    /// A stack of more bytes is not copied.
    const MOST: u64 = 128 * 1024;
    /// The smallest page: two that are neighbours lie in one larger page, or in two.
    const PAGE: u64 = 4096;
    /// How memory is read that may not be mapped: by this file, if not by system call.
    static OWN_MEMORY: AtomicI32 = AtomicI32::new(BY_CALL);
    const BY_CALL: i32 = -1;

    /// The way to read memory, for as long as somebody asks.
    #[derive(Debug)]
    pub(in crate::sys::task) struct Way(Option<File>);

    impl Way {
        /// By system call, or where filters forbid that by a file.
        pub(in crate::sys::task) fn find() -> Self {
            let file = (!can_copy()).then(|| File::open("/proc/self/mem").ok()).flatten();
            let number = file.as_ref().map_or(BY_CALL, AsRawFd::as_raw_fd);
            OWN_MEMORY.store(number, Ordering::Relaxed);
            Way(file)
        }
    }

    impl Drop for Way {
        fn drop(&mut self) {
            // A poll that still reads by the number reads nothing, or of another file: its answer
            // comes too late to be shown.
            OWN_MEMORY.store(BY_CALL, Ordering::Relaxed);
            self.0 = None;
        }
    }

    /// Copies from the stack pointer up to `marker`; returns where it began. The vector has `room`.
    pub(in crate::sys::task) fn copy(
        registers: &[u64; REGISTERS],
        marker: u64,
        to: &mut Vec<u8>,
        room: usize,
    ) -> Result<u64, Flaw> {
        let from = registers[STACK_POINTER];
        let len = marker.checked_sub(from).filter(|len| *len <= MOST).ok_or(Flaw::Elsewhere)?;
        #[expect(clippy::cast_possible_truncation, reason = "at the most 128 KiB")]
        let len = len as usize;
        let spare = to.spare_capacity_mut();
        if len > room.min(spare.len()) {
            return Err(Flaw::NoRoom);
        }
        // SAFETY: the vector has the room, and no one else has it. What is written becomes its.
        unsafe {
            let room = spare.as_mut_ptr().cast::<u8>();
            if marker / PAGE - from / PAGE <= 1 {
                // The stack pointer and the marker lie on pages that are there, and these are all.
                copy_bytes(from as *const u8, room, len);
            } else if !read(from, room, len) {
                return Err(Flaw::Unreadable);
            }
            to.set_len(to.len() + len);
        }
        Ok(from)
    }

    /// The poll may have changed stacks, and a page between them may be missing.
    ///
    /// # Safety
    /// `to` must be writable for `len` bytes.
    unsafe fn read(from: u64, to: *mut u8, len: usize) -> bool {
        // SAFETY: the caller's promise; the kernel checks the rest.
        unsafe {
            match OWN_MEMORY.load(Ordering::Relaxed) {
                BY_CALL => copy_if_mapped(process_id(), from, to, len) == len,
                file => copy_by_file(file, from, to, len) == len,
            }
        }
    }

    /// The registers of the call that this becomes a part of; which of them are known.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    pub(super) fn registers(to: &mut [u64; REGISTERS]) -> u64 {
        // SAFETY: writes to the array, each to the place of its number in unwind tables.
        unsafe {
            asm!(
                "mov qword ptr [rax + 3 * 8], rbx",
                "mov qword ptr [rax + 6 * 8], rbp",
                "mov qword ptr [rax + 7 * 8], rsp",
                "mov qword ptr [rax + 12 * 8], r12",
                "mov qword ptr [rax + 13 * 8], r13",
                "mov qword ptr [rax + 14 * 8], r14",
                "mov qword ptr [rax + 15 * 8], r15",
                "lea rcx, [rip]",
                "mov qword ptr [rax + 16 * 8], rcx",
                in("rax") to.as_mut_ptr(), out("rcx") _,
                options(nostack, preserves_flags),
            );
        }
        KNOWN
    }

    /// The registers of the call that this becomes a part of; which of them are known.
    #[cfg(target_arch = "aarch64")]
    #[inline(always)]
    pub(super) fn registers(to: &mut [u64; REGISTERS]) -> u64 {
        // SAFETY: writes to the array, each to the place of its number in unwind tables.
        unsafe {
            asm!(
                "stp x19, x20, [x0, #19 * 8]",
                "stp x21, x22, [x0, #21 * 8]",
                "stp x23, x24, [x0, #23 * 8]",
                "stp x25, x26, [x0, #25 * 8]",
                "stp x27, x28, [x0, #27 * 8]",
                "str x29, [x0, #29 * 8]",
                "mov x1, sp",
                "str x1, [x0, #31 * 8]",
                "adr x1, .",
                "str x1, [x0, #32 * 8]",
                in("x0") to.as_mut_ptr(), out("x1") _,
                options(nostack, preserves_flags),
            );
        }
        KNOWN
    }
}
