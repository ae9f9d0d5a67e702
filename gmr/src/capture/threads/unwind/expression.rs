//! Expressions in unwind tables.

use super::registers::Registers;
use super::rows::{Expression, Table};
use crate::capture::threads::modules::Module;
use crate::sys::snapshot::StackCopy;
use gimli::{Encoding, EvaluationResult, Format, Location, Value};

/// More operations than a compiler ever writes: a table may be damaged.
const MOST_OPERATIONS: u32 = 1000;

/// What an expression is computed from.
pub(super) struct Inputs<'a> {
    pub(super) module: &'a Module,
    pub(super) registers: &'a Registers,
    pub(super) copy: &'a StackCopy<'a>,
    /// The frame's base, if the expression is for a register.
    pub(super) base: Option<u64>,
}

/// The value of an expression; `None` if something it needs is not known.
pub(super) fn evaluate(expression: Expression, inputs: &Inputs<'_>) -> Option<u64> {
    let table = Table::of(inputs.module)?;
    let encoding = Encoding { address_size: 8, format: Format::Dwarf32, version: 4 };
    let mut evaluation = expression.get(&table.frames).ok()?.evaluation(encoding);
    evaluation.set_max_iterations(MOST_OPERATIONS);
    if let Some(base) = inputs.base {
        evaluation.set_initial_value(base);
    }
    let mut result = evaluation.evaluate().ok()?;
    loop {
        result = match result {
            EvaluationResult::Complete => break,
            EvaluationResult::RequiresRegister { register, .. } => {
                let value = inputs.registers.known(register.0.into())?;
                evaluation.resume_with_register(Value::Generic(value)).ok()?
            }
            EvaluationResult::RequiresMemory { address, size: 8, .. } => {
                let value = inputs.copy.word(address)?;
                evaluation.resume_with_memory(Value::Generic(value)).ok()?
            }
            EvaluationResult::RequiresRelocatedAddress(address) => {
                let address = address.wrapping_add(inputs.module.object.base);
                evaluation.resume_with_relocated_address(address).ok()?
            }
            _ => return None,
        };
    }
    match evaluation.result().last()?.location {
        Location::Address { address } => Some(address),
        _ => None,
    }
}
