//! The frame pointer of a function whose caller's registers are not known.
//!
//! A thread that sleeps tells its stack pointer and where it goes on, and nothing more. That
//! is enough for functions whose frames are found from the stack pointer. For the others (all of
//! the standard library's), it must be told where on the stack the frame pointer's *record* is:
//! the caller's frame pointer, and above it the return address. There are two ways to tell:
//!
//! * **The function's first bytes say how far down it moves the stack pointer.** The record that
//!   is found so counts only if the return address in it stands behind a call, and that call, if
//!   it says where it leads, leads to this function, at most by a jump at the end of another. If
//!   it does not say, nothing in the function may move the stack pointer any further.
//! * **One return address further up stands behind a call to this very function**, and only one.
//!
//! Whatever else might be guessed is not taken: stale words look just like that, and a stack that
//! is wrong and seems complete is worse than none.

use super::calls::Call;
use super::prologue::{self, Prologue, decode};
use super::rows::{Base, Row, entry_before};
use super::{Frame, Unwinder, steady};
use crate::capture::threads::address::AddressMap;
use crate::capture::threads::modules::Modules;
use crate::sys::snapshot::StackCopy;
use crate::sys::snapshot::arch::{CALLEE_SAVED, FRAME_POINTER, LINK_REGISTER, SYSTEM_CALL};
use std::collections::HashMap;

/// From the record to the frame's base, from which the rules count.
const RECORD: i64 = 16;
/// How far up to look for the only call to a function whose first bytes say nothing.
const SCANNED: u64 = 16 * 1024;
/// A function that jumps to another at its end is rarely longer.
const LONGEST_JUMPER: u64 = 4096;
/// So many functions, and jumps between them, are remembered.
const MOST_REMEMBERED: usize = 16 * 1024;

/// What is known of functions, by an address in them.
#[derive(Debug, Default)]
pub(super) struct Functions {
    known: AddressMap<Option<Function>>,
    /// Whether the first jumps to the second.
    jumps: HashMap<(u64, u64), bool>,
}

#[derive(Debug, Clone, Copy)]
struct Function {
    start: u64,
    prologue: Option<Prologue>,
    /// Whether the stack pointer stays where the prologue puts it.
    is_steady: bool,
}

/// What a return address says of who was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// This very function.
    Certain,
    /// Somebody.
    Likely,
    /// Another one, or it is none.
    None,
}

impl Functions {
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

impl Unwinder {
    /// The frame with its frame pointer, if the row needs that and it can be proven.
    pub(super) fn with_frame_pointer(
        &mut self,
        modules: &Modules,
        copy: &StackCopy<'_>,
        frame: &Frame,
        row: &Row,
    ) -> Frame {
        let mut frame = *frame;
        // Where calls leave the return address in a register, that is missing, too.
        let needs_it =
            LINK_REGISTER.is_none() && matches!(row.base, Base::Register(FRAME_POINTER, RECORD));
        if needs_it && frame.registers.known(FRAME_POINTER).is_none() {
            let recovered = self.recover(modules, copy, &frame, row);
            frame.registers.put(FRAME_POINTER, recovered);
        }
        frame
    }

    fn recover(
        &mut self,
        modules: &Modules,
        copy: &StackCopy<'_>,
        frame: &Frame,
        row: &Row,
    ) -> Option<u64> {
        if frame.is_exact && !self.is_at_system_call(frame.registers.pc()) {
            // It may be among the first steps, or the last.
            return None;
        }
        let function = self.function_at(modules, frame.lookup_address())?;
        let sp = frame.registers.sp();
        let Some(prologue) = function.prologue else {
            return self.only_call_to(modules, copy, sp, function.start);
        };
        let is_behind = frame.registers.pc() >= function.start.wrapping_add(prologue.len as u64);
        if !is_behind || prologue.saved != self.saved_by(row) {
            return None;
        }
        let lowest = sp.checked_add(prologue.frame)?;
        let mut proof_of = |record: u64| {
            let caller = copy.word(record.wrapping_add(8));
            caller.map_or(Proof::None, |caller| self.proof(modules, caller, function.start))
        };
        if prologue.rounding == 0 {
            let is_there = match proof_of(lowest) {
                Proof::Certain => true,
                Proof::Likely => function.is_steady && !self.drops_argument(frame),
                Proof::None => false,
            };
            return is_there.then_some(lowest);
        }
        let highest = lowest.checked_add(prologue.rounding)?;
        let records = (lowest..=highest).step_by(8);
        only(records.filter(|record| proof_of(*record) == Proof::Certain))
    }

    /// The record below the only return address that stands behind a call to `start`.
    fn only_call_to(
        &mut self,
        modules: &Modules,
        copy: &StackCopy<'_>,
        sp: u64,
        start: u64,
    ) -> Option<u64> {
        let records = (sp..sp.saturating_add(SCANNED)).step_by(8);
        let words = records.map_while(|record| Some((record, copy.word(record.wrapping_add(8))?)));
        let is_call = |&(_, caller): &(u64, u64)| {
            self.calls.before(modules, &mut self.memory, caller) == Some(Call::To(start))
        };
        only(words.filter(is_call)).map(|(record, _)| record)
    }

    /// Whether the call before `caller` leads to the function that begins at `start`.
    fn proof(&mut self, modules: &Modules, caller: u64, start: u64) -> Proof {
        match self.calls.before(modules, &mut self.memory, caller) {
            None => Proof::None,
            Some(Call::Indirect) => Proof::Likely,
            Some(Call::To(target)) if target == start => Proof::Certain,
            Some(Call::To(target)) if self.jumps_to(modules, target, start) => Proof::Certain,
            Some(Call::To(_)) => Proof::None,
        }
    }

    /// Whether the function that begins at `from` has a jump to the one at `to`: a call at its
    /// end, for which its own frame makes room.
    fn jumps_to(&mut self, modules: &Modules, from: u64, to: u64) -> bool {
        if let Some(known) = self.functions.jumps.get(&(from, to)) {
            return *known;
        }
        let range = entry_before(modules, from).map(|entry| entry.0);
        let is_jumper = range.filter(|range| range.start == from).is_some_and(|range| {
            let mut code = [0; LONGEST_JUMPER as usize];
            let len = range.end.saturating_sub(from).min(LONGEST_JUMPER) as usize;
            let code = code.get_mut(..len).unwrap_or_default();
            let len = self.memory.copy(from, code);
            has_jump(code.get(..len).unwrap_or_default(), from, to)
        });
        if self.functions.jumps.len() >= MOST_REMEMBERED {
            self.functions.jumps = HashMap::new();
        }
        self.functions.jumps.insert((from, to), is_jumper);
        is_jumper
    }

    fn function_at(&mut self, modules: &Modules, address: u64) -> Option<Function> {
        if let Some(known) = self.functions.known.get(&address) {
            return *known;
        }
        let memory = &mut self.memory;
        let entry = entry_before(modules, address).filter(|entry| entry.0.contains(&address));
        let function = entry.map(|entry| {
            let start = entry.0.start;
            let mut code = [0; steady::LONGEST];
            let len = (entry.0.end - start).min(steady::LONGEST as u64) as usize;
            let len = memory.copy(start, code.get_mut(..len).unwrap_or_default());
            let code = code.get(..len).unwrap_or_default();
            let prologue = decode(code.get(..prologue::LENGTH).unwrap_or(code));
            let is_steady = prologue.is_some_and(|prologue| steady::is_steady(code, &prologue));
            Function { start, prologue, is_steady }
        });
        if self.functions.known.len() >= MOST_REMEMBERED {
            self.functions.known = AddressMap::default();
        }
        self.functions.known.insert(address, function);
        function
    }

    /// Whether the frame goes on by dropping what it pushed for the call that it is in.
    fn drops_argument(&mut self, frame: &Frame) -> bool {
        let next = self.memory.read::<1>(frame.registers.pc());
        !frame.is_exact && next.is_none_or(|[next]| steady::drops_argument(next))
    }

    /// How many registers the row finds on the stack that belong to the caller, beside the frame
    /// pointer.
    fn saved_by(&self, row: &Row) -> usize {
        let is_saved =
            |register: usize| register != FRAME_POINTER && CALLEE_SAVED >> register & 1 != 0;
        let rules = self.rows.rules(row).iter();
        rules.filter(|(register, rule)| is_saved((*register).into()) && rule.is_on_stack()).count()
    }

    /// Whether the instruction at `pc` or before it is a system call.
    fn is_at_system_call(&mut self, pc: u64) -> bool {
        let behind = pc.wrapping_sub(SYSTEM_CALL.len() as u64);
        // One that was interrupted, and is to be called again.
        [behind, pc].into_iter().any(|at| self.memory.read(at) == Some(SYSTEM_CALL))
    }
}

/// The only item, if there is one and no other.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}

/// Whether one of these bytes, which are at `address`, begins a jump to `target`.
fn has_jump(code: &[u8], address: u64, target: u64) -> bool {
    let leads_there = |(at, window): (usize, &[u8])| {
        let [first, second, a, b, c, d] = *window else { return false };
        let begin = address.wrapping_add(at as u64);
        let jump = |len: u64, distance: [u8; 4]| {
            let distance = i64::from(i32::from_le_bytes(distance));
            begin.wrapping_add(len).wrapping_add_signed(distance) == target
        };
        match (first, second) {
            (0xe9, _) => jump(5, [second, a, b, c]),
            (0x0f, 0x80..=0x8f) => jump(6, [a, b, c, d]),
            _ => false,
        }
    };
    // The last jump may be the last five bytes.
    let padded = [code, &[0xcc]].concat();
    padded.windows(6).enumerate().any(leads_there)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_at_the_end_of_a_function_is_seen() {
        // xor eax, eax; jmp +0x10 at 0x1000
        let code = [0x31, 0xc0, 0xe9, 0x10, 0, 0, 0];
        assert!(has_jump(&code, 0x1000, 0x1017));
        assert!(!has_jump(&code, 0x1000, 0x1016) && !has_jump(&code, 0x1001, 0x1017));
        // je -6
        assert!(has_jump(&[0x0f, 0x84, 0xfa, 0xff, 0xff, 0xff], 0x2000, 0x2000));
        // A call is no jump.
        assert!(!has_jump(&[0xe8, 0, 0, 0, 0, 0x90], 0x1000, 0x1005));
        assert!(!has_jump(&[], 0x1000, 0x1000));
    }

    #[test]
    fn what_is_there_twice_is_no_proof() {
        assert_eq!(only([1].into_iter()), Some(1));
        assert_eq!(only([1, 2].into_iter()), None);
        assert_eq!(only([0; 0].into_iter()), None);
    }
}
