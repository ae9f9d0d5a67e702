//! Values that hold others.

use super::{Out, checked};
use crate::model::Value;
use crate::section::mask::{self, CommandLine};
use crate::section::sheet::Sheet;
use crate::section::{ConfigReport, Field, ReportValue, value_of};
use std::borrow::Cow;

/// Named values being written.
#[derive(Debug)]
pub struct Map<'a>(pub(super) Out<'a>);

impl<'a> Map<'a> {
    /// The place of `key`; a name such as `password` masks the text that is written there.
    pub fn entry(&mut self, key: impl Into<Cow<'static, str>>) -> Out<'_> {
        let key = key.into();
        let sensitive = self.0.sensitive || mask::is_sensitive_name(&key);
        self.push(key, "", "", sensitive)
    }

    /// As [`entry`](Map::entry) for a name that is known when the program is built.
    pub fn named(&mut self, name: &'static str) -> Out<'_> {
        let sensitive = self.0.sensitive || mask::is_sensitive_name(name);
        self.push(Cow::Borrowed(name), "", "", sensitive)
    }

    /// The place of a group of options; its name says nothing of each option.
    pub(crate) fn group(&mut self, name: String) -> Out<'a> {
        self.push(Cow::Owned(name), "", "", false)
    }

    /// The place of a field that a derive describes.
    pub fn field(&mut self, field: &Field) -> Out<'_> {
        let named = self.0.sensitive || field.is_sensitive();
        let sensitive = field.secret || (named && !field.show);
        self.push(Cow::Borrowed(field.name), field.unit, field.help, sensitive)
    }

    /// Writes the entries of a value that is itself a map beside those that are here.
    pub(crate) fn flatten(&mut self, value: &(impl ReportValue + ?Sized)) {
        if let Some(flat) = self.flat() {
            value.report(flat);
        }
    }

    /// The place beside the entries that are here. There is none where nothing could be seen:
    /// values that are flattened into each other may form a cycle.
    fn flat(&self) -> Option<Out<'a>> {
        let is_seen = !self.0.is_lost() && !self.0.sheet.is_over();
        is_seen.then(|| Out { flat: true, ..self.0.beside() })
    }

    /// Writes the options of a group beside those that are here.
    pub(crate) fn flatten_options(&mut self, group: &(impl ConfigReport + ?Sized)) {
        let Some(flat) = self.flat() else { return };
        let mut map = flat.map();
        map.0.flat = true;
        if !map.0.is_lost() {
            group.report_fields(&mut map);
        }
    }

    /// Says that the group whose options belong here is absent; beside other options, nothing is
    /// nothing.
    pub(in crate::section) fn absent(&mut self) {
        if !self.0.flat {
            self.entry("").note("none");
        }
    }

    /// The same map for what a field of this name flattens into it: as in a group of that name, all
    /// text is masked if the name says that it is a secret.
    pub fn within(&mut self, name: &str) -> Map<'_> {
        let sensitive = self.0.sensitive || mask::is_sensitive_name(name);
        Map(Out { sensitive, ..self.0.beside() })
    }

    /// Says of each entry what it is when nobody sets it; `write` writes that under the same names.
    pub(crate) fn defaults(&mut self, write: impl FnOnce(&mut Map<'_>)) {
        // A default has no default of its own that anybody sees.
        if self.0.sheet.is_of_defaults() {
            return;
        }
        let sheet = Sheet::of_defaults();
        // As deep and as secret as what they are compared with.
        let depth = self.0.depth.saturating_sub(1);
        let root = Out { depth, sensitive: self.0.sensitive, ..Out::root(&sheet) };
        write(&mut root.map());
        if let Value::Map(entries) = value_of(sheet.take()) {
            self.0.sheet.set_defaults(self.0.node, &entries);
        }
    }

    /// Lets `write` go on here, unless it runs already for the same type on this sheet.
    pub(in crate::section) fn once(&mut self, ty: &'static str, write: fn(&mut Map<'_>)) {
        if self.0.sheet.enter(ty) {
            write(self);
            self.0.sheet.leave();
        }
    }

    pub(super) fn push(
        &mut self,
        key: Cow<'static, str>,
        unit: &'static str,
        help: &'static str,
        sensitive: bool,
    ) -> Out<'a> {
        let node = self.0.sheet.push_entry(self.0.node, checked(key), unit, help);
        self.0.below(node, sensitive, false)
    }
}

/// Values in order being written.
///
/// A list of texts may be a command line: what follows an item such as `--password` is masked.
#[derive(Debug)]
pub struct List<'a>(pub(super) Out<'a>, pub(super) CommandLine);

impl List<'_> {
    /// The next place.
    pub fn item(&mut self) -> Out<'_> {
        let line = self.1;
        self.1 = self.0.sheet.of_last_item(self.0.node, |last| line.after_item(last));
        let node = self.0.sheet.push_item(self.0.node);
        let titled = self.0.titled;
        Out { line: self.1, titled, ..self.0.below(node, self.0.sensitive, true) }
    }
}
