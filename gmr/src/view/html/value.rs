//! Values: names beside what they stand for, nested by lists; and the configuration.

use super::markup::{close, element, lines, open, text};
use crate::model::{Entry, Value};
use crate::view::clean::Clean;
use crate::view::scalar::{is_default, measured, remarks};

/// What is nested deeper stands on one line: a browser ends elements that are nested too deeply.
const DEPTH: usize = 40;

/// The value of a section.
pub(super) fn push_root(value: &Value, out: &mut String) {
    out.push_str("<div class=item>\n");
    Tree { depth: 0, in_default: false, out }.value(value, "");
    out.push_str("\n</div>\n");
}

/// Groups of options, each under its name.
pub(super) fn push_configuration(value: &Value, out: &mut String) {
    let Value::Map(groups) = value else { return push_root(value, out) };
    for group in groups {
        out.push_str("<h3>");
        text(&group.key, out);
        out.push_str("</h3>\n");
        Tree { depth: 0, in_default: false, out }.value(&group.value, "");
        out.push('\n');
    }
}

/// A value that is being written.
struct Tree<'o> {
    depth: usize,
    /// Whether a map above is marked as the default: then so is all that is in it.
    in_default: bool,
    out: &'o mut String,
}

impl Tree<'_> {
    fn value(&mut self, value: &Value, unit: &str) {
        match value {
            Value::Map(entries) if !entries.is_empty() && self.depth < DEPTH => self.map(entries),
            Value::List(items) if !items.is_empty() && self.depth < DEPTH => self.list(items, unit),
            Value::Map(entries) if entries.is_empty() => self.out.push_str("<i>nothing</i>"),
            Value::List(items) if items.is_empty() => self.out.push_str("<i>empty list</i>"),
            value => self.scalar(value, unit),
        }
    }

    fn map(&mut self, entries: &[Entry]) {
        self.out.push_str("<dl class=kv>\n");
        self.depth += 1;
        entries.iter().for_each(|entry| self.entry(entry));
        self.depth -= 1;
        self.out.push_str("</dl>");
    }

    fn entry(&mut self, entry: &Entry) {
        self.out.push_str(if self.depth == 1 { "<div class=item><dt>" } else { "<div><dt>" });
        text(&entry.key, self.out);
        self.out.push_str("</dt><dd>");
        let (outer, is_default) = (self.in_default, is_default(entry, Clean::ESCAPE));
        let remarks = remarks(entry, outer, Clean::ESCAPE);
        self.in_default |= is_default;
        self.value(&entry.value, entry.unit);
        self.in_default = outer;
        for remark in remarks {
            let tag = if is_default { "small class=default" } else { "small class=remark" };
            self.out.push(' ');
            element(tag, &remark, self.out);
        }
        if !entry.help.is_empty() {
            element("p", entry.help, self.out);
        }
        self.out.push_str("</dd></div>\n");
    }

    fn list(&mut self, items: &[Value], unit: &str) {
        self.out.push_str("<ul class=values>\n");
        self.depth += 1;
        for item in items {
            self.out.push_str("<li>");
            self.value(item, unit);
            self.out.push_str("</li>\n");
        }
        self.depth -= 1;
        self.out.push_str("</ul>");
    }

    fn scalar(&mut self, value: &Value, unit: &str) {
        let tag = match value {
            Value::Secret => "i class=secret",
            Value::Unfinished | Value::None | Value::Note(_) => "i",
            Value::Error(_) => "em",
            _ => "code",
        };
        open(tag, self.out);
        lines(&measured(value, unit, Clean::ESCAPE), self.out);
        close(tag, self.out);
    }
}
