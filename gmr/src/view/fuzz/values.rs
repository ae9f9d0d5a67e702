//! Values of sections and configurations.

use super::input::Input;
use crate::model::{Entry, Value};

/// As deep as a section can write.
const DEPTH: u8 = 64;

pub(super) fn value(input: &mut Input<'_>, depth: u8) -> Value {
    match input.below(14) {
        0 => Value::Unfinished,
        1 => Value::None,
        2 => Value::Bool(input.flag()),
        3 => Value::Int(i128::from(input.number()).wrapping_mul(i128::from(input.number()))),
        4 => Value::Int(-i128::from(input.number())),
        5 => Value::Float(f64::from_bits(input.number())),
        6 => Value::Float([f64::NAN, f64::INFINITY, -0.0, 1e300][usize::from(input.below(4))]),
        7 => Value::Duration(input.duration()),
        8 => Value::Symbol(input.text().into()),
        9 => Value::Note(input.text().into()),
        10 => Value::Secret,
        11 => Value::Error(input.list(Input::text)),
        12 if depth < DEPTH => Value::List(input.list(|input| value(input, depth + 1))),
        13 if depth < DEPTH => Value::Map(input.list(|input| entry(input, depth + 1))),
        _ => Value::Str(input.text()),
    }
}

fn entry(input: &mut Input<'_>, depth: u8) -> Entry {
    let value_of = |input: &mut Input<'_>| value(input, depth);
    Entry {
        value: value_of(input),
        unit: ["", "ms", "<B>"][usize::from(input.below(3))],
        default: input.option(value_of),
        source: input.option(|input| input.text().into()),
        ..Entry::new(input.text(), Value::None)
    }
}
