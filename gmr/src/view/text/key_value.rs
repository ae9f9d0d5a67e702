//! `key = value`, nested by indentation, as oslo.reports lays it out.

use crate::model::{Entry, Value};
use crate::view::clean::Clean;
use crate::view::scalar::{is_default, measured, remarks};

/// One step to the right.
const INDENT: &str = "  ";

/// Appends values as lines, without a newline at the end.
#[derive(Debug)]
pub(super) struct KeyValue<'o> {
    out: &'o mut String,
    clean: Clean,
    started: bool,
    /// Whether a map above is marked as the default: then so is all that is in it.
    in_default: bool,
}

impl<'o> KeyValue<'o> {
    /// Begins at the start of a line of `out`.
    pub(super) fn new(out: &'o mut String, clean: Clean) -> Self {
        KeyValue { out, clean, started: false, in_default: false }
    }

    /// The whole value of a section.
    ///
    /// Only keys stand at the margin; other text is indented, so that no line of it can imitate a
    /// banner.
    pub(super) fn root(&mut self, value: &Value) {
        match value {
            Value::Map(entries) => self.map(entries, 0),
            other => self.value(other, 1),
        }
    }

    /// A value that stands alone.
    pub(super) fn value(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Map(entries) => self.map(entries, indent),
            Value::List(items) => self.list(items, "", indent),
            scalar => self.block(&measured(scalar, "", self.clean), indent),
        }
    }

    /// The entries of a map.
    pub(super) fn map(&mut self, entries: &[Entry], indent: usize) {
        for entry in entries {
            self.entry(entry, indent);
        }
    }

    fn entry(&mut self, entry: &Entry, indent: usize) {
        let key = if indent == 0 { self.clean.margin } else { self.clean.line };
        let remarks = remarks(entry, self.in_default, self.clean);
        let note =
            if remarks.is_empty() { String::new() } else { format!("  ({})", remarks.join("; ")) };
        self.start_line(indent);
        self.out.push_str(&key(&entry.key));
        self.out.push_str(" = ");
        match &entry.value {
            Value::Map(entries) => {
                self.out.push_str(note.trim_start());
                let outer = self.in_default;
                self.in_default = outer || is_default(entry, self.clean);
                self.map(entries, indent + 1);
                self.in_default = outer;
            }
            Value::List(items) => {
                self.out.push_str(note.trim_start());
                self.list(items, entry.unit, indent + 1);
            }
            value => {
                let text = measured(value, entry.unit, self.clean);
                if text.contains('\n') {
                    self.out.push_str(note.trim_start());
                    self.block(&text, indent + 1);
                } else {
                    self.out.push_str(&text);
                    self.out.push_str(&note);
                }
            }
        }
    }

    fn list(&mut self, items: &[Value], unit: &str, indent: usize) {
        for item in items {
            self.item(item, unit, indent);
        }
    }

    fn item(&mut self, item: &Value, unit: &str, indent: usize) {
        match item {
            Value::Map(entries) => {
                self.start_line(indent);
                self.out.push_str("[dict]");
                self.map(entries, indent + 1);
            }
            // An inner list has no line of its own, so an empty one would vanish.
            Value::List(items) if items.is_empty() => self.block("<empty list>", indent),
            Value::List(items) => self.list(items, unit, indent + 1),
            value => {
                let text = measured(value, unit, self.clean);
                // The lines of one item stand deeper, which tells them from the next item.
                let deeper = usize::from(text.contains('\n'));
                self.block(&text, indent + deeper);
            }
        }
    }

    /// Each line of the text on a line of its own.
    fn block(&mut self, text: &str, indent: usize) {
        for line in text.split('\n') {
            self.start_line(indent);
            self.out.push_str(line);
        }
    }

    fn start_line(&mut self, indent: usize) {
        if self.started {
            self.out.push('\n');
        }
        self.started = true;
        for _ in 0..indent {
            self.out.push_str(INDENT);
        }
    }
}
