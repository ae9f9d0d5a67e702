//! The configuration: each option with where its value came from.

use super::node::{Fields, Node};
use super::value::{put_notes, value};
use crate::model::{Content, Entry, Report, Value};
use crate::view::masked::hides;
use crate::view::status;

/// Groups in groups that are deeper are shown as values: readers of JSON give up at 128 levels,
/// and a group takes two.
const DEPTH: usize = 24;

/// All groups of options, or why there are none.
pub(super) fn config(report: &Report) -> Node<'_> {
    let mut sections = report.sections.iter();
    let is_it = |content: &Content| matches!(content, Content::Configuration(_));
    let section = sections.find(|section| is_it(&section.content));
    let reason = match section {
        None => Some("the report has no groups of options".to_owned()),
        Some(section) => status::words(&section.status),
    };
    let found = section.and_then(|section| section.value());
    let (groups, remark) = match found {
        Some(Value::Map(groups)) => (groups.as_slice(), None),
        other => (&[][..], other),
    };
    let status = match (&reason, groups) {
        (None, _) => "complete",
        (Some(_), []) => "unavailable",
        (Some(_), _) => "partial",
    };
    let mut fields = Fields::of(5);
    fields.put("status", Node::text(status));
    fields.put("reason", Node::option(reason.map(Node::words)));
    if let Some(other) = remark {
        fields.put("value", value(other));
        put_notes(other, "", &mut fields);
    }
    fields.put("groups", options(groups, 0));
    fields.map()
}

/// Options and groups of options by their names.
fn options(entries: &[Entry], depth: usize) -> Node<'_> {
    Node::named(move || entries.iter().map(move |entry| (&*entry.key, option(entry, depth))))
}

pub(in crate::view) fn option(entry: &Entry, depth: usize) -> Node<'_> {
    let mut fields = Fields::of(7);
    fields.put_some("source", entry.source.as_deref().map(Node::text));
    let masked = hides(&entry.value) || entry.default.as_ref().is_some_and(hides);
    match &entry.value {
        Value::Map(entries) if depth < DEPTH => fields.put("options", options(entries, depth + 1)),
        other => {
            fields.put("value", value(other));
            fields.put("masked", Node::Bool(masked));
            put_notes(other, entry.unit, &mut fields);
        }
    }
    // What a secret is when nobody sets it may be what it is.
    let default = entry.default.as_ref().filter(|_| !masked);
    fields.put_some("default", default.map(value));
    fields.map()
}
