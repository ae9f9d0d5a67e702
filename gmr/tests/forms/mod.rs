//! What the tests of forms look at.

use gmr::model::{Entry, Report, Value};

/// What a section of this title shows.
pub(crate) fn value(report: &Report, title: &str) -> Value {
    let section = report.section(title).unwrap_or_else(|| panic!("no section {title}"));
    section.value().unwrap_or_else(|| panic!("not a value: {section:?}")).clone()
}

pub(crate) fn text(text: &str) -> Value {
    Value::Str(text.into())
}

pub(crate) fn keys(value: &Value) -> Vec<&str> {
    match value {
        Value::Map(entries) => entries.iter().map(|entry| &*entry.key).collect(),
        other => panic!("not a map: {other:?}"),
    }
}

pub(crate) fn entry<'v>(value: &'v Value, key: &str) -> &'v Entry {
    match value {
        Value::Map(entries) => entries.iter().find(|entry| entry.key == key).unwrap(),
        other => panic!("not a map: {other:?}"),
    }
}
