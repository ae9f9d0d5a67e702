//! The document for what writes by `serde`.

use super::{Node, printable};
use serde_core::ser::{Serialize, Serializer};

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Null => serializer.serialize_unit(),
            Node::Bool(value) => serializer.serialize_bool(*value),
            Node::Int(value) => serializer.serialize_i64(*value),
            Node::Float(value) => serializer.serialize_f64(*value),
            Node::Hex(value) => serializer.collect_str(&format_args!("{value:#x}")),
            Node::Text(text) => serializer.serialize_str(&printable(text)),
            Node::Map(fields) => {
                serializer.collect_map(fields.iter().map(|(key, node)| (key, node)))
            }
            Node::Named(entries) => serializer.collect_map(entries()),
            Node::NamedList(entries) => {
                serializer.collect_map(entries.iter().map(|(name, node)| (name, node)))
            }
            Node::List(items) => serializer.collect_seq(items),
            Node::Each(items) => serializer.collect_seq(items()),
        }
    }
}
