//! What the tests of forms look at.

use gmr::model::{Entry, Value};

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
