//! The keys of maps, as text.

use super::error::Failed;
use super::writer::Writer;
use crate::model::Value;
use crate::section::{Out, Sheet, value_of};
use serde_core::Serialize;

/// The text of a key, which may be anything; credentials in it are masked.
pub(super) fn key<T: Serialize + ?Sized>(key: &T) -> Result<String, Failed> {
    let sheet = Sheet::new();
    match key.serialize(Writer::new(Out::root(&sheet))) {
        Ok(()) | Err(Failed::NoRoom) => Ok(text(&value_of(sheet.take()))),
        Err(failed) => Err(failed),
    }
}

fn text(value: &Value) -> String {
    let all = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::Unfinished => String::new(),
        Value::None => "none".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Duration(value) => format!("{value:?}"),
        Value::Symbol(text) | Value::Note(text) => text.to_string(),
        Value::Str(text) => text.clone(),
        Value::Secret => "***".to_owned(),
        Value::Error(chain) => chain.join(": "),
        Value::List(items) => format!("({})", all(items.iter().map(text).collect())),
        Value::Map(entries) => {
            let pair = |e: &crate::model::Entry| format!("{}: {}", e.key, text(&e.value));
            format!("{{{}}}", all(entries.iter().map(pair).collect()))
        }
    }
}
