//! Walks up copied stacks by the tables that compilers write for exceptions.
//!
//! It keeps the whole set of registers, because the frames that the kernel makes for signal
//! handlers give every one of them a new value, and compilers describe some frames by expressions.

mod bare;
mod calls;
mod debug_frames;
mod expression;
mod prologue;
mod recover;
mod registers;
mod rows;
mod steady;

#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;

use super::modules::Modules;
use crate::model::StackEnd;
use crate::sys::snapshot::StackCopy;
use crate::sys::snapshot::arch::{
    self, FRAME_POINTER, LINK_REGISTER, PROGRAM_COUNTER, REGISTERS, STACK_POINTER,
};
use crate::sys::snapshot::memory::Memory;
use calls::Calls;
use expression::{Inputs, evaluate};
use recover::Functions;
use registers::Registers;
pub(super) use rows::function_start;
use rows::{Base, Found, Row, Rows, Rule, lookup_address};
use std::collections::VecDeque;

/// Of a deep stack, so many of the innermost calls are shown: what the thread does, and in which
/// recursion.
pub(super) const INNERMOST_SHOWN: usize = 400;
/// So many of the outermost: where it came from.
const OUTERMOST_SHOWN: usize = 100;
/// No stack is walked further.
const MOST_CALLS: u64 = 1_000_000;

/// So often a stack may go on elsewhere than further up: handlers have stacks of their own, and
/// interrupt each other. More is a ring.
const MOST_TURNS: usize = 64;

/// Where a thread is, or returns to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) address: u64,
    /// Whether the thread is there; else it returns to it.
    pub(super) is_exact: bool,
}

impl Place {
    /// The address whose function and line are meant.
    pub(super) fn lookup_address(self) -> u64 {
        lookup_address(self.address, self.is_exact)
    }
}

/// A call that has not returned.
#[derive(Debug, Clone, Copy)]
struct Frame {
    registers: Registers,
    is_exact: bool,
}

impl Frame {
    fn lookup_address(&self) -> u64 {
        lookup_address(self.registers.pc(), self.is_exact)
    }
}

/// Why there is no next frame.
enum Stop {
    Root,
    NoModule(u64),
    NoTable(u64),
    Unreadable(u64),
    UnknownRegister(u64),
    NoProgress(u64),
    ZeroAddress,
    TooMany,
}

/// Walks stacks; remembers what it learned about code.
#[derive(Default)]
pub(super) struct Unwinder {
    rows: Rows,
    calls: Calls,
    functions: Functions,
    memory: Memory,
}

/// How a walk ended.
#[derive(Debug)]
pub(super) struct Walked {
    pub(super) end: StackEnd,
    /// How many calls are not among the places, between the innermost and the outermost ones.
    pub(super) left_out: u64,
    /// Whether it came to the function that began the thread.
    pub(super) is_whole: bool,
}

impl Unwinder {
    /// Fills `places` from the innermost call outwards, and says how that ended.
    pub(super) fn walk(
        &mut self,
        modules: &Modules,
        copy: &StackCopy<'_>,
        places: &mut Vec<Place>,
    ) -> Walked {
        let (stop, left_out) = self.go_up(modules, copy, places);
        let is_whole = matches!(stop, Stop::Root);
        Walked { end: describe(&stop, modules, copy), left_out, is_whole }
    }

    /// As [`Unwinder::walk`], for a copy that ends within the stack: its end is the expected one,
    /// and is told as the root.
    pub(super) fn walk_piece(
        &mut self,
        modules: &Modules,
        copy: &StackCopy<'_>,
        places: &mut Vec<Place>,
    ) -> Walked {
        let (stop, left_out) = self.go_up(modules, copy, places);
        let is_whole = match stop {
            Stop::Root => true,
            Stop::Unreadable(address) => copy.ends_before(address),
            _ => false,
        };
        let end = if is_whole { StackEnd::Root } else { describe(&stop, modules, copy) };
        Walked { end, left_out, is_whole }
    }

    /// Fills `places`; says why there is no further one, and how many are left out.
    fn go_up(
        &mut self,
        modules: &Modules,
        copy: &StackCopy<'_>,
        places: &mut Vec<Place>,
    ) -> (Stop, u64) {
        places.clear();
        let registers = Registers::known_of(copy.registers, copy.known);
        let mut frame = Frame { registers, is_exact: true };
        let mut outermost = VecDeque::new();
        let (mut left_out, mut turns) = (0, 0);
        let stop = loop {
            let place = Place { address: frame.registers.pc(), is_exact: frame.is_exact };
            if places.len() < INNERMOST_SHOWN {
                places.push(place);
            } else {
                outermost.push_back(place);
            }
            if outermost.len() > OUTERMOST_SHOWN {
                outermost.pop_front();
                left_out += 1;
            }
            match self.step(modules, copy, &frame) {
                _ if left_out == MOST_CALLS => break Stop::TooMany,
                Ok(next) if next.registers.sp() > frame.registers.sp() => frame = next,
                Ok(next) if turns < MOST_TURNS => {
                    turns += 1;
                    frame = next;
                }
                Ok(next) => break Stop::NoProgress(next.registers.pc()),
                Err(stop) => break stop,
            }
        };
        places.extend(outermost);
        (stop, left_out)
    }

    /// Drops what is remembered: code has changed, or memory is wanted.
    pub(super) fn forget(&mut self) {
        self.rows.forget();
        self.calls.forget();
        self.functions.forget();
    }

    /// Keeps nothing open until the next report.
    pub(super) fn rest(&mut self) {
        self.memory.rest();
    }

    /// The caller of a frame.
    fn step(
        &mut self,
        modules: &Modules,
        copy: &StackCopy<'_>,
        frame: &Frame,
    ) -> Result<Frame, Stop> {
        let pc = frame.registers.pc();
        match self.find(modules, frame) {
            Found::Row(row) => {
                let frame = self.with_frame_pointer(modules, copy, frame, &row);
                let next = self.apply(modules, copy, &frame, &row)?;
                self.check(modules, &frame, &row, next)
            }
            Found::Trampoline => interrupted(copy, frame),
            Found::Bottom => Err(Stop::Root),
            _ if self.is_bottom(modules, frame) => Err(Stop::Root),
            found => self.step_bare(modules, copy, frame).ok_or(match found {
                Found::NoModule => Stop::NoModule(pc),
                _ => Stop::NoTable(pc),
            }),
        }
    }

    /// The caller by the rules of a row.
    fn apply(
        &self,
        modules: &Modules,
        copy: &StackCopy<'_>,
        frame: &Frame,
        row: &Row,
    ) -> Result<Frame, Stop> {
        let registers = &frame.registers;
        let pc = registers.pc();
        let module = modules.get(row.module).ok_or(Stop::NoModule(pc))?;
        let mut inputs = Inputs { module, registers, copy, base: None };
        let base = match row.base {
            Base::Register(register, offset) => {
                registers.known(register).map(|value| value.wrapping_add_signed(offset))
            }
            Base::Expression(expression) => evaluate(expression, &inputs),
        };
        let base = base.ok_or(Stop::UnknownRegister(pc))?;
        inputs.base = Some(base);
        let at = |rule, same| value_by(rule, same, base, &inputs);

        let caller = match row.return_address {
            Rule::Unknown => return Err(Stop::Root),
            Rule::Same => LINK_REGISTER
                .and_then(|register| registers.known(register))
                .ok_or(Stop::UnknownRegister(pc))?,
            rule => at(rule, None).ok_or(Stop::Unreadable(base.wrapping_sub(8)))?,
        };
        let mut next = registers.kept_by_a_call();
        next.set(STACK_POINTER, base);
        for &(register, rule) in self.rows.rules(row) {
            let register = usize::from(register);
            next.put(register, at(rule, registers.known(register)));
        }
        next.known(STACK_POINTER).ok_or(Stop::UnknownRegister(pc))?;
        next.set(PROGRAM_COUNTER, arch::return_address(caller));
        Ok(Frame { registers: next, is_exact: row.is_signal_frame })
    }

    /// The caller must be code, and a stack only goes up, unless a signal handler ran on another.
    fn check(
        &mut self,
        modules: &Modules,
        frame: &Frame,
        row: &Row,
        next: Frame,
    ) -> Result<Frame, Stop> {
        let pc = next.registers.pc();
        if pc == 0 {
            // Where there is a link register, this is how a chain of calls begins.
            let is_first =
                LINK_REGISTER.is_some() && next.registers.known(FRAME_POINTER) == Some(0);
            return Err(if is_first { Stop::Root } else { Stop::ZeroAddress });
        }
        if row.is_signal_frame {
            return Ok(next);
        }
        if modules.index_of(pc.wrapping_sub(1)).is_none()
            && !matches!(self.find(modules, &next), Found::Trampoline)
        {
            return Err(Stop::NoModule(pc));
        }
        let (before, after) = (frame.registers.sp(), next.registers.sp());
        // A function that has not pushed anything yet is left without its caller moving.
        let is_up = after > before || (frame.is_exact && after == before);
        if is_up { Ok(next) } else { Err(Stop::NoProgress(pc)) }
    }

    fn find(&mut self, modules: &Modules, frame: &Frame) -> Found {
        self.rows.find(modules, &mut self.memory, frame.registers.pc(), frame.is_exact)
    }
}

/// A register of the caller; `same` is what it is in the frame.
fn value_by(rule: Rule, same: Option<u64>, base: u64, inputs: &Inputs<'_>) -> Option<u64> {
    match rule {
        Rule::Unknown => None,
        Rule::Same => same,
        Rule::At(offset) => inputs.copy.word(base.wrapping_add_signed(offset)),
        Rule::Value(offset) => Some(base.wrapping_add_signed(offset)),
        Rule::Register(register) => inputs.registers.known(register),
        Rule::AtExpression(expression) => inputs.copy.word(evaluate(expression, inputs)?),
        Rule::ValueExpression(expression) => evaluate(expression, inputs),
        Rule::Constant(value) => Some(value),
    }
}

/// What a signal handler interrupted: the kernel put all registers above the trampoline.
fn interrupted(copy: &StackCopy<'_>, frame: &Frame) -> Result<Frame, Stop> {
    let sp = frame.registers.sp();
    let mut values = [0; REGISTERS];
    for (register, value) in values.iter_mut().enumerate() {
        let offset = arch::saved_register_offset(register).unwrap_or(0);
        let address = sp.wrapping_add(offset);
        *value = copy.word(address).ok_or(Stop::Unreadable(address))?;
    }
    Ok(Frame { registers: Registers::all(values), is_exact: true })
}

fn describe(stop: &Stop, modules: &Modules, copy: &StackCopy<'_>) -> StackEnd {
    let reason = match *stop {
        Stop::Root => return StackEnd::Root,
        Stop::NoModule(pc) => format!("{pc:#x} is not in the program or a library"),
        Stop::NoTable(pc) => {
            let path = modules.find(pc).map_or("the module", |module| &*module.about.path);
            format!("{path} has no unwind table for {pc:#x}")
        }
        Stop::Unreadable(address) => match copy.flaws().reason() {
            Some(flaw) => flaw.to_owned(),
            None => format!("the word at {address:#x} was not copied"),
        },
        Stop::UnknownRegister(pc) => format!("a register that the frame of {pc:#x} needs is lost"),
        Stop::NoProgress(pc) => format!("the stack does not go on at {pc:#x}"),
        Stop::ZeroAddress => "a return address is zero".to_owned(),
        Stop::TooMany => format!("it has more than {MOST_CALLS} calls"),
    };
    StackEnd::Truncated(reason)
}
