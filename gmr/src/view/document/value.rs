//! What a section wrote, so that a reader can compute with it.
//!
//! A number stays a number and what is not there is null, so that a column has one type in all
//! reports. Units, and why something is null, stand beside the value, by the paths of RFC 6901.

use super::node::{Fields, Names, Node};
use crate::model::{Entry, Value};
use crate::view::escape;
use std::borrow::Cow;
use std::collections::HashSet;

/// What is nested deeper is left out: readers of JSON give up at 128 levels.
const DEPTH: usize = 64;
const TOO_DEEP: &str = "nested too deeply";

/// The value.
pub(super) fn value(value: &Value) -> Node<'_> {
    nested(value, 0)
}

fn nested(value: &Value, depth: usize) -> Node<'_> {
    match value {
        Value::Unfinished | Value::None | Value::Note(_) | Value::Error(_) => Node::Null,
        Value::Bool(value) => Node::Bool(*value),
        Value::Int(value) => Node::int(*value),
        Value::Float(value) if value.is_finite() => Node::Float(*value),
        Value::Float(_) => Node::Null,
        Value::Duration(value) => Node::nanos(*value),
        Value::Symbol(text) => Node::text(text),
        Value::Str(text) => Node::text(text),
        Value::Secret => Node::text("***"),
        Value::List(_) | Value::Map(_) if depth >= DEPTH => Node::Null,
        Value::List(items) => {
            Node::each(move || items.iter().map(move |item| nested(item, depth + 1)))
        }
        Value::Map(entries) => Node::named(move || {
            entries.iter().map(move |entry| (&*entry.key, nested(&entry.value, depth + 1)))
        }),
    }
}

/// Adds the units and the remarks of a value, if there are any.
pub(super) fn put_notes<'r>(value: &'r Value, unit: &'r str, fields: &mut Fields<'r>) {
    let mut notes = Notes::default();
    notes.walk(value, unit, &mut Place::default(), 0);
    let Notes { units, remarks, .. } = notes;
    for (key, notes) in [("units", units), ("remarks", remarks)] {
        if !notes.is_empty() {
            let notes = notes.into_iter();
            let node = |(path, text)| {
                Node::Map(vec![("path", Node::Text(Cow::Owned(path))), ("text", text)])
            };
            fields.put(key, Node::List(notes.map(node).collect()));
        }
    }
}

/// What stands beside a value: pairs of a path and a text.
#[derive(Default)]
struct Notes<'r> {
    units: Vec<(String, Node<'r>)>,
    /// The paths in `units`.
    with_unit: HashSet<String>,
    remarks: Vec<(String, Node<'r>)>,
}

/// Where the walk is.
#[derive(Default)]
struct Place {
    /// The way to the value.
    exact: String,
    /// The same with `*` for each place in a list: the items of a list have one unit.
    general: String,
}

impl Place {
    /// Calls `visit` one step further.
    fn below(&mut self, name: &str, in_list: bool, visit: impl FnOnce(&mut Self)) {
        let (exact, general) = (self.exact.len(), self.general.len());
        let name = name.replace('~', "~0").replace('/', "~1");
        self.exact.push('/');
        self.exact.push_str(&name);
        self.general.push('/');
        self.general.push_str(if in_list { "*" } else { &name });
        visit(self);
        self.exact.truncate(exact);
        self.general.truncate(general);
    }
}

impl<'r> Notes<'r> {
    fn walk(&mut self, value: &'r Value, unit: &'r str, place: &mut Place, depth: usize) {
        match value {
            Value::Unfinished => self.remark(place, Node::text("unfinished")),
            Value::Note(text) => self.remark(place, Node::text(text)),
            Value::Error(chain) => {
                self.remark(place, Node::words(format!("error: {}", chain.join(": "))));
            }
            Value::Float(value) if !value.is_finite() => {
                self.remark(place, Node::words(value.to_string()));
            }
            Value::List(_) | Value::Map(_) if depth >= DEPTH => {
                self.remark(place, Node::text(TOO_DEEP));
            }
            Value::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    place.below(&at.to_string(), true, |p| self.walk(item, unit, p, depth + 1));
                }
            }
            Value::Map(entries) => self.walk_map(entries, place, depth),
            Value::Duration(_) => self.unit(place, "ns"),
            Value::None | Value::Bool(_) | Value::Secret => {}
            Value::Int(_) | Value::Float(_) | Value::Symbol(_) | Value::Str(_) => {
                self.unit(place, unit);
            }
        }
    }

    fn walk_map(&mut self, entries: &'r [Entry], place: &mut Place, depth: usize) {
        // The names as they are in the document.
        let mut names = Names::default();
        for entry in entries {
            let name = names.distinct(escape::line(&entry.key));
            place.below(&name, false, |p| self.walk(&entry.value, entry.unit, p, depth + 1));
        }
    }

    fn remark(&mut self, place: &Place, text: Node<'r>) {
        self.remarks.push((place.exact.clone(), text));
    }

    fn unit(&mut self, place: &Place, unit: &'r str) {
        if !unit.is_empty() && !self.with_unit.contains(&place.general) {
            self.with_unit.insert(place.general.clone());
            self.units.push((place.general.clone(), Node::text(unit)));
        }
    }
}
