//! A frame's registers, as far as they are known.

use crate::sys::snapshot::arch::{
    ALL_REGISTERS, CALLEE_SAVED, PROGRAM_COUNTER, REGISTERS, STACK_POINTER,
};

/// Registers by their number in unwind tables.
#[derive(Debug, Clone, Copy)]
pub(super) struct Registers {
    values: [u64; REGISTERS],
    /// A bit for each one whose value is known.
    known: u64,
}

impl Registers {
    /// Those whose bits are set, as the thread had them.
    pub(super) fn known_of(values: [u64; REGISTERS], known: u64) -> Self {
        Registers { values, known }
    }

    /// All of them.
    pub(super) fn all(values: [u64; REGISTERS]) -> Self {
        Self::known_of(values, ALL_REGISTERS)
    }

    /// None but these two.
    pub(super) fn only(pc: u64, sp: u64) -> Self {
        let mut registers = Registers { values: [0; REGISTERS], known: 0 };
        registers.set(PROGRAM_COUNTER, pc);
        registers.set(STACK_POINTER, sp);
        registers
    }

    /// Those that a caller still has when it is returned to, as far as no rule says otherwise.
    pub(super) fn kept_by_a_call(mut self) -> Self {
        self.known &= CALLEE_SAVED;
        self
    }

    /// The value, if known.
    pub(super) fn known(&self, register: usize) -> Option<u64> {
        let value = *self.values.get(register)?;
        (self.known >> register & 1 != 0).then_some(value)
    }

    pub(super) fn set(&mut self, register: usize, value: u64) {
        if let Some(place) = self.values.get_mut(register) {
            *place = value;
            self.known |= 1 << register;
        }
    }

    /// Sets it if there is a value, else it is unknown.
    pub(super) fn put(&mut self, register: usize, value: Option<u64>) {
        match value {
            Some(value) => self.set(register, value),
            None if register < REGISTERS => self.known &= !(1 << register),
            None => {}
        }
    }

    pub(super) fn pc(&self) -> u64 {
        self.values[PROGRAM_COUNTER]
    }

    pub(super) fn sp(&self) -> u64 {
        self.values[STACK_POINTER]
    }
}
