//! What must not be compared or shown beside itself.

use crate::model::Value;

/// Whether something in the value is masked.
pub(in crate::view) fn hides(value: &Value) -> bool {
    match value {
        Value::Secret => true,
        Value::List(items) => items.iter().any(hides),
        Value::Map(entries) => entries.iter().any(|entry| hides(&entry.value)),
        _ => false,
    }
}
