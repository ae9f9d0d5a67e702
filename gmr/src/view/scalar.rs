//! Values without inner structure, as text.

use super::clean::Clean;
use crate::model::{Entry, Value};
use crate::view::masked::hides;
use std::borrow::Cow;
use std::collections::HashSet;

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

/// What follows a value: where it came from, and what it is when nobody sets it.
///
/// `is_said` tells that what is around it is marked as the default, and so need not be again.
pub(super) fn remarks<'e>(entry: &'e Entry, is_said: bool, clean: Clean) -> Vec<Cow<'e, str>> {
    let source = entry.source.as_deref().map(clean.line);
    let default = default_remark(entry, clean).filter(|_| !is_said).map(Cow::Owned);
    // A source that says what is said anyway is left out.
    let source = source.filter(|source| default.as_ref() != Some(source));
    source.into_iter().chain(default).collect()
}

/// How the value differs from its default, if that is known.
///
/// Nothing for secrets: two masks are equal whatever they hide.
fn default_remark(entry: &Entry, clean: Clean) -> Option<String> {
    let default = entry.default.as_ref()?;
    if is_default(entry, clean) {
        return Some("default".to_owned());
    }
    if hides(&entry.value) || hides(default) {
        return None;
    }
    let default = match (default, &entry.value) {
        (Value::Map(defaults), Value::Map(entries)) if each_tells(entries, defaults) => {
            return None;
        }
        (Value::List(_) | Value::Map(_), _) => inline(default, clean),
        (scalar, _) => (clean.line)(&measured(scalar, entry.unit, clean)).into_owned(),
    };
    Some(format!("default: {default}"))
}

/// Whether the value is what it is when nobody sets it.
///
/// Not by type: the default may be a literal where the value is a symbol. Never of what hides
/// something.
pub(super) fn is_default(entry: &Entry, clean: Clean) -> bool {
    let Some(default) = &entry.default else { return false };
    let hidden = hides(&entry.value) || hides(default);
    !hidden && inline(default, clean) == inline(&entry.value, clean)
}

/// Whether the entries say themselves how the map differs from its default.
fn each_tells(entries: &[Entry], defaults: &[Entry]) -> bool {
    let told = entries.iter().filter(|entry| entry.default.is_some());
    let told: HashSet<&str> = told.map(|entry| &*entry.key).collect();
    entries.len() == defaults.len() && defaults.iter().all(|default| told.contains(&*default.key))
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
