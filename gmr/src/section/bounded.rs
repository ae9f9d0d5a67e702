//! Text that ends: a `Display` may have none, and a section has only so much room.

use super::mask;
use std::fmt::{self, Write as _};

/// A text longer than this is cut, and says so.
pub(super) const TEXT: usize = 1 << 20;
/// So much more is looked at, to see what the text is cut in the middle of.
const MARGIN: usize = 1 << 12;

/// What stands where a `Display` failed of itself.
pub(super) const FAILED: &str = "its Display returned an error";

/// As `format!`, but for a `Display` without end.
pub(crate) fn bounded(value: fmt::Arguments<'_>) -> String {
    bounded_by(value, TEXT)
}

fn bounded_by(value: fmt::Arguments<'_>, most: usize) -> String {
    let mut text = Bounded::of(most);
    // What it wrote before it failed, or was stopped, is what there is.
    if text.write_fmt(value).is_err() && text.text.is_empty() {
        FAILED.clone_into(&mut text.text);
    }
    text.text
}

/// A text of one value among many: masked, and cut if it is longer than `most` bytes.
pub(crate) fn short(value: fmt::Arguments<'_>, most: usize) -> String {
    cut(&bounded_by(value, most), most)
}

/// As [`bounded`]; nothing if the `Display` failed of itself.
pub(super) fn written(value: fmt::Arguments<'_>) -> Option<String> {
    let mut text = Bounded::of(TEXT);
    let failed = text.write_fmt(value).is_err();
    if failed && !text.is_full { None } else { Some(text.text) }
}

/// The text with the credentials in it masked, and cut if it is too long.
///
/// It is masked first and with a margin: half a password is a secret, too.
pub(super) fn masked(text: &str) -> String {
    cut(text, TEXT)
}

fn cut(text: &str, most: usize) -> String {
    let mut shown = mask::text(&text[..text.floor_char_boundary(most + MARGIN)]).into_owned();
    if shown.len() > most {
        shown.truncate(shown.floor_char_boundary(most));
        shown.push_str("... <cut: too long>");
    }
    shown
}

/// Text that stops growing, so that a `Display` without end cannot fill memory.
struct Bounded {
    text: String,
    most: usize,
    is_full: bool,
}

impl Bounded {
    fn of(most: usize) -> Self {
        Bounded { text: String::new(), most, is_full: false }
    }
}

impl fmt::Write for Bounded {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let room = self.most + MARGIN - self.text.len();
        self.text.push_str(&part[..part.floor_char_boundary(room)]);
        self.is_full = part.len() > room;
        if self.is_full { Err(fmt::Error) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fails;

    impl fmt::Display for Fails {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            Err(fmt::Error)
        }
    }

    #[test]
    fn a_display_that_fails_is_not_shown_as_nothing() {
        assert_eq!(bounded(format_args!("{Fails}")), FAILED);
        assert_eq!(bounded(format_args!("so far{Fails}")), "so far");
    }
}
