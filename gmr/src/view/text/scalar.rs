//! Values without inner structure, as text.

use super::clean::Clean;
use crate::model::{Entry, Value};
use std::borrow::Cow;

/// The text of a value that is neither list nor map; it may have several lines.
pub(super) fn scalar(value: &Value, clean: Clean) -> Cow<'_, str> {
    match value {
        Value::Unfinished => "<unfinished>".into(),
        Value::None => "<none>".into(),
        Value::Bool(value) => value.to_string().into(),
        Value::Int(value) => value.to_string().into(),
        Value::Float(value) => value.to_string().into(),
        Value::Duration(value) => format!("{value:?}").into(),
        Value::Symbol(text) => (clean.lines)(text),
        Value::Str(text) => (clean.lines)(text),
        Value::Note(text) => format!("<{}>", (clean.line)(text)).into(),
        Value::Secret => "***".into(),
        Value::Error(chain) => format!("<error: {}>", (clean.lines)(&chain.join(": "))).into(),
        Value::List(_) | Value::Map(_) => inline(value, clean).into(),
    }
}

/// The text of a value with its unit.
///
/// A unit belongs to what was measured: `<none> ms` would be nonsense.
pub(super) fn measured<'v>(value: &'v Value, unit: &str, clean: Clean) -> Cow<'v, str> {
    let text = scalar(value, clean);
    let has_unit = matches!(
        value,
        Value::Int(_) | Value::Float(_) | Value::Duration(_) | Value::Symbol(_) | Value::Str(_)
    );
    if unit.is_empty() || !has_unit {
        return text;
    }
    format!("{text} {}", (clean.line)(unit)).into()
}

/// What follows a value whose default is known.
///
/// Nothing for secrets: two masks are equal whatever they hide.
pub(super) fn default_note(entry: &Entry, clean: Clean) -> String {
    let Some(default) = &entry.default else { return String::new() };
    if hides(&entry.value) || hides(default) {
        return String::new();
    }
    // Not by type: the default may be a literal where the value is a symbol.
    let shown = inline(default, clean);
    if shown == inline(&entry.value, clean) {
        return "  (default)".to_owned();
    }
    let default = match default {
        Value::List(_) | Value::Map(_) => shown,
        scalar => (clean.line)(&measured(scalar, entry.unit, clean)).into_owned(),
    };
    format!("  (default: {default})")
}

/// Whether something in the value is masked.
fn hides(value: &Value) -> bool {
    match value {
        Value::Secret => true,
        Value::List(items) => items.iter().any(hides),
        Value::Map(entries) => entries.iter().any(|entry| hides(&entry.value)),
        _ => false,
    }
}

/// Any value on one line.
fn inline(value: &Value, clean: Clean) -> String {
    match value {
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(|item| inline(item, clean)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let pair = |e: &Entry| format!("{}: {}", (clean.line)(&e.key), inline(&e.value, clean));
            format!("{{{}}}", entries.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        value => (clean.line)(&scalar(value, clean)).into_owned(),
    }
}
