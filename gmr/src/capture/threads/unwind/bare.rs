//! Frames of code that has no unwind table: C without it, hand-written assembly.
//!
//! There are three guesses, and each is taken only if the call before the return address that it
//! finds leads into the code that holds the program counter. Everything else would show a
//! complete stack that is false. So a call to wherever a register says proves nothing: above the
//! stack pointer there may be stale words, and many of them stand behind such a call.

use super::calls::Call;
use super::registers::Registers;
use super::rows::{Entry, entry_before};
use super::{Frame, Unwinder};
use crate::capture::threads::modules::Modules;
use crate::sys::snapshot::StackCopy;
use crate::sys::snapshot::arch::{self, FRAME_POINTER, PROGRAM_COUNTER, STACK_POINTER};

/// A frame of C is rarely larger.
const LARGEST_FRAME: u64 = 1024 * 1024;
/// How far to look for a return address.
const SCANNED: u64 = 4096;
/// Functions without an unwind table may be neighbours (all of musl's are): a call to one that
/// begins further before the program counter has probably led to another function.
const LONGEST_FUNCTION: u64 = 1024;

impl Unwinder {
    /// The caller of a frame for which there is no table.
    pub(super) fn step_bare(
        &mut self,
        modules: &Modules,
        copy: &StackCopy<'_>,
        frame: &Frame,
    ) -> Option<Frame> {
        let registers = &frame.registers;
        let sp = registers.sp();
        if !copy.has_all_registers() {
            // Of a thread that was not asked, only what is certain is shown.
            return self.by_frame_pointer(modules, copy, frame);
        }
        if frame.is_exact
            && let Some((caller, sp)) = returns_to(registers, copy)
            && self.leads_to(modules, caller, frame)
        {
            return Some(returned(registers.kept_by_a_call(), caller, sp));
        }
        if let Some(found) = self.by_frame_pointer(modules, copy, frame) {
            return Some(found);
        }
        let words = (sp..sp.saturating_add(SCANNED)).step_by(8);
        for address in words {
            let caller = arch::return_address(copy.word(address)?);
            if self.leads_to(modules, caller, frame) {
                // What this code did to the registers is not known.
                let sp = address.wrapping_add(8);
                return Some(Frame { registers: Registers::only(caller, sp), is_exact: false });
            }
        }
        None
    }

    /// The frame pointer leads to the caller's and, above it, the return address.
    fn by_frame_pointer(
        &mut self,
        modules: &Modules,
        copy: &StackCopy<'_>,
        frame: &Frame,
    ) -> Option<Frame> {
        let record = frame.registers.known(FRAME_POINTER)?;
        let distance = record.checked_sub(frame.registers.sp())?;
        if record % 8 != 0 || distance > LARGEST_FRAME {
            return None;
        }
        let (pointer, caller) = (copy.word(record)?, copy.word(record.wrapping_add(8))?);
        let caller = arch::return_address(caller);
        if !self.leads_to(modules, caller, frame) {
            return None;
        }
        let mut registers = frame.registers.kept_by_a_call();
        registers.set(FRAME_POINTER, pointer);
        Some(returned(registers, caller, record.wrapping_add(16)))
    }

    fn call_before(&mut self, modules: &Modules, address: u64) -> Option<Call> {
        self.calls.before(modules, &mut self.memory, address)
    }

    /// Whether the call before `caller` certainly leads into the code of `frame`.
    fn leads_to(&mut self, modules: &Modules, caller: u64, frame: &Frame) -> bool {
        match self.call_before(modules, caller) {
            None | Some(Call::Indirect) => false,
            Some(Call::To(target)) => are_in_one_gap(modules, target, frame.lookup_address()),
        }
    }

    /// Whether a return address is really where a function starts: the bottom of a coroutine,
    /// to which nothing has called.
    pub(super) fn is_bottom(&mut self, modules: &Modules, frame: &Frame) -> bool {
        let pc = frame.registers.pc();
        let starts = |entry: Entry| entry.0.start == pc;
        !frame.is_exact
            && entry_before(modules, pc).is_some_and(starts)
            && self.call_before(modules, pc).is_none()
    }
}

/// Where code returns to that has not touched the stack, and the stack pointer then.
fn returns_to(registers: &Registers, copy: &StackCopy<'_>) -> Option<(u64, u64)> {
    let sp = registers.sp();
    let (caller, sp) = match arch::LINK_REGISTER {
        Some(register) => (registers.known(register)?, sp),
        None => (copy.word(sp)?, sp.wrapping_add(8)),
    };
    Some((arch::return_address(caller), sp))
}

fn returned(mut registers: Registers, pc: u64, sp: u64) -> Frame {
    registers.set(PROGRAM_COUNTER, pc);
    registers.set(STACK_POINTER, sp);
    Frame { registers, is_exact: false }
}

/// Whether no function that has a table lies between two addresses, nor holds one of them.
fn are_in_one_gap(modules: &Modules, start: u64, address: u64) -> bool {
    let is_near = address.checked_sub(start).is_some_and(|distance| distance < LONGEST_FUNCTION);
    if !is_near || modules.index_of(start) != modules.index_of(address) {
        return false;
    }
    let (before, at) = (entry_before(modules, start), entry_before(modules, address));
    let covers = |entry: &Entry| entry.0.contains(&start) || entry.0.contains(&address);
    before == at && !before.as_ref().is_some_and(covers)
}
