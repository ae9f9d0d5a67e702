//! How text from outside becomes printable.

use super::escape;
use std::borrow::Cow;

/// One function for each kind of place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clean {
    /// A name at the start of an unindented line.
    pub(super) margin: for<'a> fn(&'a str) -> Cow<'a, str>,
    /// A place that is one line.
    pub(super) line: for<'a> fn(&'a str) -> Cow<'a, str>,
    /// A place whose every line is indented.
    pub(super) lines: for<'a> fn(&'a str) -> Cow<'a, str>,
}

impl Clean {
    /// What every report uses.
    pub(super) const ESCAPE: Clean =
        Clean { margin: escape::margin, line: escape::line, lines: escape::lines };
}
