//! The tree that a section writes and a view reads.

use std::borrow::Cow;
use std::time::Duration;

/// One value of a report.
///
/// Secrets are not in the tree: the writer puts [`Value::Secret`] in their place.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// Nothing was written here: the writer panicked, ran out of time, or returned early.
    Unfinished,
    /// An absent value, such as `Option::None`.
    None,
    /// A truth value.
    Bool(bool),
    /// A whole number; one kind, so that `4u16` equals `4i64`.
    Int(i128),
    /// A floating-point number.
    Float(f64),
    /// A span of time.
    Duration(Duration),
    /// A word that is never a secret: an enum variant, an address, a path.
    Symbol(Cow<'static, str>),
    /// Text, already masked.
    Str(String),
    /// A remark in place of a value: `<locked>`, `<gone>`, `<not initialised>`.
    Note(Cow<'static, str>),
    /// A value that was masked; what it was is not stored.
    Secret,
    /// An error with its chain of sources, outermost first.
    Error(Vec<String>),
    /// Values in order.
    List(Vec<Value>),
    /// Named values in the order their author gave.
    Map(Vec<Entry>),
}

impl Value {
    /// The value of `key`, if this is a map that has it.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Map(entries) => entries.iter().find(|e| e.key == key).map(|e| &e.value),
            _ => None,
        }
    }
}

/// A named value in a map.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// The name as shown.
    pub key: Cow<'static, str>,
    /// What the name stands for.
    pub value: Value,
    /// The unit of a number, or empty.
    pub unit: &'static str,
    /// What the author says of it, or empty.
    pub help: &'static str,
    /// The value it has when nobody sets it, if that is known.
    pub default: Option<Value>,
    /// Where the value came from, if that is known: `env NOVA_LISTEN`, `nova.toml`.
    pub source: Option<Cow<'static, str>>,
}

impl Entry {
    /// An entry without unit, help, default or source.
    pub fn new(key: impl Into<Cow<'static, str>>, value: Value) -> Self {
        Entry { key: key.into(), value, unit: "", help: "", default: None, source: None }
    }
}
