//! The one sanitizer: text from outside cannot steer a terminal or imitate the report.
//!
//! Thread names, paths, configuration and messages may hold anything. Characters that move a
//! cursor, end a line, reverse the reading direction or break a parser are written as `\u{1b}`.

use std::borrow::Cow;
use std::fmt::Write;

/// Text for a place that is one line: newlines and tabs are escaped too.
///
/// For titles, names, keys, paths and reasons.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    escape(text, |c| is_unprintable(c) || matches!(c, '\n' | '\t'))
}

/// Text that keeps its newlines and tabs.
///
/// Only for a place whose every line is indented: at the margin a foreign line could imitate a
/// section's banner.
pub(super) fn lines(text: &str) -> Cow<'_, str> {
    escape(text, is_unprintable)
}

/// A name at the start of a line, such as a key: it cannot look like one of the report's rules.
pub(super) fn margin(text: &str) -> Cow<'_, str> {
    const MARKS: [&str; 5] = ["====", "----", "||||", "Guru Meditation", "End of Guru Meditation"];
    let clean = line(text);
    let Some(first) = clean.chars().next() else { return clean };
    if !MARKS.iter().any(|mark| clean.starts_with(mark)) {
        return clean;
    }
    let mut out = String::with_capacity(clean.len() + 8);
    push(&mut out, first);
    out.push_str(&clean[first.len_utf8()..]);
    Cow::Owned(out)
}

/// Whether no view may print the character as it is; newline and tab are the place's own matter.
pub(super) fn is_unprintable(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        // C0, DEL and C1: escape sequences, carriage returns, terminal commands.
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        // Line and paragraph separators: line ends to many readers.
        '\u{2028}' | '\u{2029}' => true,
        // Marks, embeddings, overrides and isolates that reorder what is read.
        '\u{61c}' | '\u{200e}' | '\u{200f}' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        // Byte order mark and noncharacters.
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => true,
        _ => false,
    }
}

/// One pass; clean text is borrowed.
fn escape(text: &str, forbidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    // Most texts are plain ASCII, and there are many: no branch, so that it takes many at once.
    let is_plain = |plain: bool, byte: u8| plain & (b' '..=b'~').contains(&byte);
    if text.bytes().fold(true, is_plain) {
        return Cow::Borrowed(text);
    }
    let Some(first) = text.find(&forbidden) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len() + 16);
    let (clean, rest) = text.split_at(first);
    out.push_str(clean);
    for c in rest.chars() {
        if forbidden(c) {
            push(&mut out, c);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Appends the character as its number.
fn push(out: &mut String, c: char) {
    // Writing to a string does not fail.
    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is escaped in every place, in numbers.
    const FORBIDDEN: [(u32, u32); 9] = [
        (0x00, 0x08),
        (0x0b, 0x1f),
        (0x7f, 0x9f),
        (0x61c, 0x61c),
        (0x200e, 0x200f),
        (0x2028, 0x202e),
        (0x2066, 0x2069),
        (0xfeff, 0xfeff),
        (0xfffe, 0xffff),
    ];

    #[test]
    fn every_character_is_either_kept_or_escaped_as_the_list_says() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b");
            let number = u32::from(c);
            let listed = FORBIDDEN.iter().any(|&(low, high)| (low..=high).contains(&number));
            let expect = if listed { format!("a\\u{{{number:x}}}b") } else { text.clone() };
            assert_eq!(lines(&text), expect);
            if !matches!(c, '\n' | '\t') {
                assert_eq!(line(&text), expect);
            }
        }
    }

    #[test]
    fn one_line_stays_one_line() {
        assert_eq!(line("a\nb\tc\r"), "a\\u{a}b\\u{9}c\\u{d}");
        assert_eq!(lines("a\nb\tc\r"), "a\nb\tc\\u{d}");
    }

    #[test]
    fn clean_text_is_borrowed() {
        for text in ["", "main", "größe 漢字 🦀", "a = b"] {
            assert!(matches!(line(text), Cow::Borrowed(_)));
            assert!(matches!(lines(text), Cow::Borrowed(_)));
            assert!(matches!(margin(text), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn a_name_at_the_margin_cannot_be_a_rule() {
        assert_eq!(margin("====  x"), "\\u{3d}===  x");
        assert_eq!(margin("------ Thread"), "\\u{2d}----- Thread");
        assert_eq!(margin("End of Guru Meditation Report"), "\\u{45}nd of Guru Meditation Report");
        assert_eq!(margin("=a\n===="), "=a\\u{a}====");
    }
}
