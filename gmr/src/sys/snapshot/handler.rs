//! What an interrupted thread does: it copies its registers and its stack.
//!
//! This runs in a signal handler, on the slot's own stack, at any point of the program. It does
//! not allocate, lock, call into libc, use thread-local storage or panic: plain pointers, no
//! indexing, no arithmetic that is checked. The only system calls are those that read memory which
//! may not be mapped, and the wake-up of the reporter. `errno` is not touched.

use super::arch::{self, Context, RED_ZONE, SAVED_STACK_POINTER, SAVED_WORDS, copy_bytes};
use super::copy::{Flaws, PIECES};
use super::futex;
use super::mailbox::{Header, Piece, Slot};
use super::memory::{copy_by_file, copy_if_mapped};
use super::round::{MAIN_STACK_GROWTH, Region};
use core::ptr;
use core::sync::atomic::Ordering;

/// The most of one stack whose end is known.
const MOST_OF_A_STACK: u64 = 64 * 1024 * 1024;
/// The most of memory that may hold more than a stack.
const MOST_OF_A_REGION: u64 = 1024 * 1024;

/// Where pages are larger, a whole part of one is as certain as the page.
const SMALLEST_PAGE: u64 = 4096;

/// A run of memory to copy.
struct Extent {
    start: u64,
    end: u64,
    /// Where the page of the stack pointer begins.
    page: u64,
    /// Whether it ends where the stack ends, and not where some mapping does.
    has_known_end: bool,
    /// Whether it is the stack that the thread was started on.
    is_first: bool,
    /// Whether it is the one that the thread set aside for signal handlers.
    is_alternate: bool,
    /// Whether all of it is on pages that the thread is at work with.
    is_certain: bool,
}

/// What of it was copied.
struct Copied {
    start: u64,
    end: u64,
}

/// Whether a stack pointer is the thread's own, or was found in memory and may be stale.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Register,
    Memory,
}

/// Copies the interrupted thread into `slot`; returns the state word that says *done*.
///
/// `trampoline` is where handlers return to. The C library or the kernel chooses it, and who asks
/// for it is not always told; but the handler that runs knows.
///
/// # Safety
/// Only for [`arch::on_signal`], which has claimed the slot.
pub(super) unsafe extern "C" fn copy_thread(
    header: *const Header,
    slot: *mut Slot,
    context: *const Context,
    trampoline: u64,
) -> u64 {
    // SAFETY: the header is never freed, the slot is claimed, the context is the kernel's.
    unsafe {
        let registers = (&raw const (*context).registers).cast::<u64>();
        copy_bytes(registers.cast(), (&raw mut (*slot).registers).cast(), SAVED_WORDS * 8);
        (*slot).flaws = 0;
        (*slot).pieces_len = 0;

        let sp = *registers.wrapping_add(SAVED_STACK_POINTER);
        if copy_stack(header, slot, context, sp, Source::Register) {
            copy_interrupted(header, slot, context, trampoline, sp);
        }

        let shared = &raw const (*header).shared;
        if (*shared).is_last_of_sleeper() {
            futex::wake(&raw const (*shared).remaining);
        }
        // *Done* follows *copying*.
        (*slot).state.load(Ordering::Relaxed).wrapping_add(1)
    }
}

/// Copies the stack on which `sp` lies; whether it is one that a handler may have switched to.
///
/// # Safety
/// As [`copy_thread`].
unsafe fn copy_stack(
    header: *const Header,
    slot: *mut Slot,
    context: *const Context,
    sp: u64,
    source: Source,
) -> bool {
    // SAFETY: as the caller; what is written to is within the pool.
    unsafe {
        let region = find_region(header, sp);
        if region.is_null() {
            (*slot).flaws |= Flaws::NO_REGION;
            return false;
        }
        let extent = find_extent(header, context, region, sp);
        let most = if extent.has_known_end { MOST_OF_A_STACK } else { MOST_OF_A_REGION };
        let mut len = extent.end.wrapping_sub(extent.start);
        if len > most {
            len = most;
            (*slot).flaws |= Flaws::TOO_LARGE;
        }
        // Whole cache lines, so that no two threads write to the same.
        let room = (len.wrapping_add(63) & !63) as usize;
        let offset = (*header).shared.pool_next.fetch_add(room, Ordering::Relaxed);
        if offset.wrapping_add(room) > (*header).shared.pool_len.load(Ordering::Relaxed) {
            (*slot).flaws |= Flaws::POOL_FULL;
            return false;
        }
        let to = (*header).pool.wrapping_add(offset);
        let copied = copy_extent(header, &raw const extent, to, len, source);
        if copied.end.wrapping_sub(extent.start) < len {
            (*slot).flaws |= Flaws::UNREADABLE;
        }
        let index = (*slot).pieces_len;
        let pieces = (&raw mut (*slot).pieces).cast::<Piece>();
        let piece = pieces.wrapping_add(index as usize);
        (*piece).address = copied.start;
        (*piece).len = copied.end.wrapping_sub(copied.start);
        (*piece).offset = offset as u64;
        (*slot).pieces_len = index.wrapping_add(1);
        !extent.is_first
    }
}

/// Copies the first `len` bytes of an extent; which it could.
///
/// Not even a stack whose end is known is mapped from here to there: a coroutine's stack may lie
/// below the thread's own in the same mapping, with guard pages between that no list shows, or
/// with a hole that another thread makes at this moment. Only the pages of the stack pointer and
/// of the thread's control block are certain, and a shallow stack has no others. All else the
/// kernel has to copy, by its call for that or from the file of all memory, which takes ten times
/// as long. Where both are forbidden, the page of the stack pointer is copied, or the alternate
/// stack.
///
/// # Safety
/// As [`copy_thread`]; `to` has room for `len` bytes.
#[inline(always)]
unsafe fn copy_extent(
    header: *const Header,
    extent: *const Extent,
    to: *mut u8,
    len: u64,
    source: Source,
) -> Copied {
    // SAFETY: as the caller. The page on which the thread's stack pointer lies is mapped.
    unsafe {
        let (start, page) = ((*extent).start, (*extent).page);
        let end = start.wrapping_add(len);
        if (*extent).is_certain {
            copy_bytes(start as *const u8, to, len as usize);
            return Copied { start, end };
        }
        let own_memory = (*header).own_memory.load(Ordering::Relaxed);
        let can_copy_by_call = (*header).can_copy_by_call.load(Ordering::Relaxed);
        if can_copy_by_call || own_memory >= 0 {
            let copy = |address, len: u64| {
                if can_copy_by_call {
                    copy_if_mapped((*header).pid, address, to, len as usize) as u64
                } else {
                    copy_by_file(own_memory, address, to, len as usize) as u64
                }
            };
            let len = copy(start, len);
            if len > 0 || start >= page {
                return Copied { start, end: start.wrapping_add(len) };
            }
            // What lies below the stack pointer may be on a guard page.
            let len = copy(page, end.wrapping_sub(page));
            return Copied { start: page, end: page.wrapping_add(len) };
        }
        if matches!(source, Source::Memory) {
            return Copied { start, end: start };
        }
        let (start, end) = if (*extent).is_alternate {
            (start, end)
        } else {
            (larger(start, page), smaller(end, page.wrapping_add(SMALLEST_PAGE)))
        };
        copy_bytes(start as *const u8, to, end.wrapping_sub(start) as usize);
        Copied { start, end }
    }
}

/// How far the stack goes on which `sp` lies.
///
/// Mappings that touch are merged, so the end of the mapping is not the end of the stack. But the
/// C library puts a thread's control block, to which the thread pointer leads, at the stack's end
/// (or a part of it just below).
///
/// # Safety
/// As [`copy_thread`].
unsafe fn find_extent(
    header: *const Header,
    context: *const Context,
    region: *const Region,
    sp: u64,
) -> Extent {
    // SAFETY: as the caller.
    unsafe {
        let end = (*region).end;
        let page = sp & !(SMALLEST_PAGE - 1);
        let red_zone = sp.wrapping_sub(RED_ZONE) & !7;
        // The main stack may have grown below its region; the page of `sp` is certain.
        let start = larger(red_zone, smaller((*region).start, page));
        let unknown = Extent {
            start,
            end,
            page,
            has_known_end: false,
            is_first: false,
            is_alternate: false,
            is_certain: false,
        };
        let alternate = (*context).stack_base;
        let alternate_end = alternate.wrapping_add((*context).stack_size);
        if sp >= alternate && sp < alternate_end && alternate_end <= end {
            let (start, end) = (larger(start, alternate), alternate_end);
            return Extent { start, end, has_known_end: true, is_alternate: true, ..unknown };
        }
        if (*region).is_main_stack {
            return Extent { has_known_end: true, is_first: true, ..unknown };
        }
        let pointer = arch::thread_pointer((*header).thread_pointer_by_instruction);
        if pointer > sp && pointer < end {
            // The control block is on this page or on the next, and nothing is below this page.
            let is_certain = start >= page && pointer.wrapping_sub(page) < 2 * SMALLEST_PAGE;
            let end = pointer;
            return Extent { end, has_known_end: true, is_first: true, is_certain, ..unknown };
        }
        unknown
    }
}

/// Copies the stacks that handlers on another stack interrupted.
///
/// Above a handler's frames stands the context of what was interrupted, where the kernel put it.
/// A stale one may stand there too; copying it does no harm.
///
/// # Safety
/// As [`copy_thread`]; the first piece is the other stack's.
unsafe fn copy_interrupted(
    header: *const Header,
    slot: *mut Slot,
    context: *const Context,
    trampoline: u64,
    sp: u64,
) {
    // SAFETY: as the caller; reads stay within the copy.
    unsafe {
        let piece = (&raw const (*slot).pieces).cast::<Piece>();
        let (start, len) = ((*piece).address, (*piece).len);
        let copy = (*header).pool.wrapping_add((*piece).offset as usize);
        let context_len = size_of::<Context>() as u64;
        let mut at = (larger(sp, start).wrapping_sub(start) & !7).wrapping_add(8);
        while at.wrapping_add(context_len) <= len && (*slot).pieces_len < PIECES as u32 {
            let found = copy.wrapping_add(at as usize).cast::<Context>();
            if arch::is_context(found, context, trampoline) {
                let registers = (&raw const (*found).registers).cast::<u64>();
                let sp = ptr::read_unaligned(registers.wrapping_add(SAVED_STACK_POINTER));
                let is_inside = sp >= start && sp < start.wrapping_add(len);
                if !is_inside && !find_region(header, sp).is_null() {
                    copy_stack(header, slot, context, sp, Source::Memory);
                }
            }
            at = at.wrapping_add(8);
        }
    }
}

/// The region that holds an address, or null.
///
/// # Safety
/// As [`copy_thread`].
unsafe fn find_region(header: *const Header, address: u64) -> *const Region {
    // SAFETY: the table does not change while a slot is claimed; `low` stays within it.
    unsafe {
        let table = (*header).shared.regions.load(Ordering::Relaxed).cast_const();
        let len = (*header).shared.regions_len.load(Ordering::Relaxed);
        let (mut low, mut high) = (0_usize, len);
        while low < high {
            let middle = low.wrapping_add(high) / 2;
            if (*table.wrapping_add(middle)).end <= address {
                low = middle.wrapping_add(1);
            } else {
                high = middle;
            }
        }
        if low == len {
            return ptr::null();
        }
        let region = table.wrapping_add(low);
        let below = (*region).start.wrapping_sub(address);
        let is_grown = (*region).is_main_stack && below < MAIN_STACK_GROWTH;
        if address >= (*region).start || is_grown { region } else { ptr::null() }
    }
}

#[inline(always)]
fn larger(a: u64, b: u64) -> u64 {
    if a > b { a } else { b }
}

#[inline(always)]
fn smaller(a: u64, b: u64) -> u64 {
    if a < b { a } else { b }
}
