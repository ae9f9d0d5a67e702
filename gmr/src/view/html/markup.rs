//! Appending markup: what is ours as it is, what is foreign escaped.
//!
//! Tags are `'static`: no text of a report can become one.

use crate::view::escape;
use std::fmt;

/// Foreign text on one line.
pub(super) fn text(text: &str, out: &mut String) {
    push_escaped(&escape::line(text), out);
}

/// Foreign text that keeps its newlines.
pub(super) fn lines(text: &str, out: &mut String) {
    push_escaped(&escape::lines(text), out);
}

/// Text that is foreign in part, as it is formatted.
pub(super) fn formatted(args: fmt::Arguments<'_>, out: &mut String) {
    text(&args.to_string(), out);
}

/// An element with text in it: of `span class=st` the first word is its name.
pub(super) fn element(tag: &'static str, content: &str, out: &mut String) {
    open(tag, out);
    text(content, out);
    close(tag, out);
}

/// The start of an element, with its attributes.
pub(super) fn open(tag: &'static str, out: &mut String) {
    out.push('<');
    out.push_str(tag);
    out.push('>');
}

/// The end of an element.
pub(super) fn close(tag: &'static str, out: &mut String) {
    out.push_str("</");
    out.push_str(tag.split(' ').next().unwrap_or(tag));
    out.push('>');
}

/// One pass. Quotes, too, so that the place may be an attribute.
fn push_escaped(text: &str, out: &mut String) {
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[start..at]);
        out.push_str(entity);
        start = at + 1;
    }
    out.push_str(&text[start..]);
}
