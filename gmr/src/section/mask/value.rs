//! How far a secret value goes.
//!
//! Where the text leaves it open, more is masked rather than less.

use super::Span;

pub(super) const QUOTES: &[u8] = b"\"'`";

/// What is known of the place of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The value goes to the end of the line.
    pub(super) header: bool,
    /// The byte before the name of the value.
    pub(super) before: Option<u8>,
}

/// The value that follows a separator which ends at `separator_end`; `None` if there is none, or
/// only a word such as `null`.
pub(super) fn after(text: &str, separator_end: usize, place: Place) -> Option<Span> {
    let bytes = text.as_bytes();
    let spaces = bytes[separator_end..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let start = separator_end + spaces;
    let absent = bytes.get(start).is_none_or(u8::is_ascii_whitespace);
    // `password= host=h` has no password, but `password: a:b` and `password = YQ==` have.
    let glued = matches!(bytes[..separator_end], [.., before, b'='] if before != b' ');
    if absent || (spaces > 0 && glued && is_assignment(&bytes[start..])) {
        return None;
    }
    // `token == Token::Eof` is code.
    if spaces > 0 && bytes[..separator_end].ends_with(b"==") && is_pair(&bytes[start..]) {
        return None;
    }
    // A quote or a bracket that stands open within quotes is a part of the value.
    let enclosed = place.before.is_some_and(|b| QUOTES.contains(&b));
    let near = if enclosed { near(bytes, start) } else { bytes };
    let quoted = Quoted::at(near, start);
    if let Some(quoted) = quoted.filter(|quoted| !enclosed || quoted.end(near).is_some()) {
        return quoted.secret(near);
    }
    let end = if place.header {
        line_end(bytes, start, place.before)
    } else {
        bracket_end(near, start, place)
            .filter(|end| !enclosed || *end < near.len())
            .unwrap_or_else(|| plain_end(bytes, start, place))
    };
    (end > start && !is_nothing(&text[start..end])).then_some(start..end)
}

/// What is looked at in vain, and read again, must be short, or the work would not be linear.
const NEAR: usize = 1 << 12;

fn near(bytes: &[u8], start: usize) -> &[u8] {
    let is_between = |at: &usize| bytes.get(*at).is_none_or(|b| b & 0xC0 != 0x80);
    let end = (start..=bytes.len().min(start + NEAR)).rev().find(is_between).unwrap_or(start);
    &bytes[..end]
}

/// Words that stand for the absence of a secret.
fn is_nothing(value: &str) -> bool {
    let word = value.trim_end_matches([',', ';', ')', ']', '}']);
    matches!(word, "None" | "null" | "nil" | "true" | "false" | "")
}

/// A value in quotes; the quotes may be escaped because the whole text is quoted once more.
struct Quoted {
    start: usize,
    quote: u8,
    inside: usize,
    escapes: usize,
}

impl Quoted {
    fn at(bytes: &[u8], start: usize) -> Option<Self> {
        let is_quote = |at: usize| bytes.get(at).is_some_and(|b| QUOTES.contains(b));
        // `b"..."` and its kind.
        let prefix = usize::from(matches!(bytes[start..], [b'b' | b'c' | b'r', b'"', ..]));
        let escapes = bytes[start + prefix..].iter().take_while(|b| **b == b'\\').count();
        let at = start + prefix + escapes;
        is_quote(at).then(|| Quoted { start, quote: bytes[at], inside: at + 1, escapes })
    }

    /// What is within the quotes, or all if something is glued to them.
    fn secret(&self, bytes: &[u8]) -> Option<Span> {
        let Some((end, after)) = self.end(bytes) else {
            return (self.inside < bytes.len()).then_some(self.inside..bytes.len());
        };
        let is_glued = |b: &u8| b.is_ascii_alphanumeric() || *b == b'\\' || !b.is_ascii();
        if self.escapes == 0 && bytes.get(after).is_some_and(is_glued) {
            return Some(self.start..word_end(bytes, after));
        }
        (end > self.inside).then_some(self.inside..end)
    }

    /// Where the closing quote begins with its escapes, and where it ends.
    fn end(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        let mut backslashes = 0;
        let mut at = self.inside;
        while let Some(byte) = bytes.get(at) {
            if *byte == self.quote && self.closes(backslashes) {
                match &bytes[at + 1..] {
                    [next, ..] if self.escapes == 0 && *next == self.quote => at += 1,
                    // A quote within the quotes of a shell.
                    [b'\\', b'\'', b'\'', ..] if self.escapes == 0 && *byte == b'\'' => at += 3,
                    _ => return Some((at - backslashes.min(self.escapes), at + 1)),
                }
            }
            backslashes = if *byte == b'\\' { backslashes + 1 } else { 0 };
            at += 1;
        }
        None
    }

    fn closes(&self, backslashes: usize) -> bool {
        if self.escapes == 0 { backslashes.is_multiple_of(2) } else { backslashes <= self.escapes }
    }
}

/// Where the value of the quote at `open` ends.
pub(super) fn closing(text: &str, open: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let escapes = bytes[..open].iter().rev().take_while(|b| **b == b'\\').count();
    let quoted = Quoted { start: open, quote: bytes[open], inside: open + 1, escapes };
    quoted.end(near(bytes, open)).map(|(end, _)| end)
}

/// The end of `Some(..)`, `Secret { .. }`, `[..]`; the end of the text if nothing closes it.
fn bracket_end(bytes: &[u8], start: usize, place: Place) -> Option<usize> {
    let is_path = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':');
    let mut at = start + bytes[start..].iter().take_while(is_path).count();
    // `None {` is an absent value before a brace, not a struct of that name.
    if at > start && bytes[at..].starts_with(b" {") && &bytes[start..at] != b"None" {
        at += 1;
    }
    if !matches!(bytes.get(at), Some(b'(' | b'[' | b'{')) {
        return None;
    }
    let mut depth = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            b'"' => {
                let quoted = Quoted { start: at, quote: b'"', inside: at + 1, escapes: 0 };
                at = quoted.end(bytes).map_or(bytes.len(), |(_, after)| after);
                continue;
            }
            _ => {}
        }
        at += 1;
        if depth == 0 {
            // What is glued to the bracket belongs to the value.
            return Some(plain_end(bytes, at, place));
        }
    }
    Some(bytes.len())
}

fn line_end(bytes: &[u8], start: usize, before: Option<u8>) -> usize {
    let enclosing = before.filter(|b| QUOTES.contains(b));
    let ends = |b: &u8| matches!(b, b'\n' | b'\r') || Some(*b) == enclosing;
    bytes[start..].iter().position(ends).map_or(bytes.len(), |length| start + length)
}

pub(super) fn word_end(bytes: &[u8], start: usize) -> usize {
    let length = bytes[start..].iter().position(u8::is_ascii_whitespace);
    length.map_or(bytes.len(), |length| start + length)
}

/// The end of a value without quotes.
fn plain_end(bytes: &[u8], start: usize, place: Place) -> usize {
    let ends = |at: &usize| match bytes[*at] {
        b',' | b';' | b'&' => is_boundary(bytes, at + 1) || is_pair(&bytes[at + 1..]),
        b'"' | b'\'' | b'`' => is_boundary(bytes, at + 1),
        b'\\' => bytes.get(at + 1).is_some_and(|b| QUOTES.contains(b)),
        byte => byte.is_ascii_whitespace(),
    };
    let end = (start..bytes.len()).find(ends).unwrap_or(bytes.len());
    if let Some(quote) = place.before.filter(|b| QUOTES.contains(b)) {
        return enclosed_end(bytes, start, end, quote);
    }
    // `Server=h;Password=correct horse;Database=d`: such values may have spaces.
    if !matches!(place.before, None | Some(b';')) {
        return end;
    }
    let rest = bytes[end..].iter().position(|b| matches!(b, b';' | b'=' | b':' | b'\n'));
    match rest.map(|length| end + length) {
        Some(next) if bytes[next] == b';' => next,
        _ => end,
    }
}

/// The end of a value that is quoted together with its name: `"PASSWORD=correct horse"`. It ends
/// earlier if there are more pairs within the quotes.
fn enclosed_end(bytes: &[u8], start: usize, end: usize, quote: u8) -> usize {
    let mut backslashes = 0;
    for (at, byte) in near(bytes, end).iter().enumerate().skip(start) {
        let is_open = backslashes % 2 == 0;
        match byte {
            _ if *byte == quote && is_open && is_boundary(bytes, at + 1) => return at.max(end),
            b' ' | b';' | b'&' if at >= end && is_pair(&bytes[at + 1..]) => return end,
            b'\n' => return end,
            b'\\' => backslashes += 1,
            _ => backslashes = 0,
        }
    }
    end
}

/// Whether text or a value ends before this place.
fn is_boundary(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(|b| b.is_ascii_whitespace() || b"\"'`,;:)]}>|\\".contains(b))
}

/// Whether a name and a separator stand here.
fn is_pair(bytes: &[u8]) -> bool {
    let length = name_length(bytes);
    length > 0 && matches!(bytes.get(length), Some(b'=' | b':'))
}

/// Whether `name=value` stands here; what ends with `=` may be base64.
fn is_assignment(bytes: &[u8]) -> bool {
    let rest = &bytes[name_length(bytes)..];
    rest.len() < bytes.len()
        && matches!(rest, [b'=', value, ..] if !value.is_ascii_whitespace() && *value != b'=')
}

fn name_length(bytes: &[u8]) -> usize {
    let is_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    bytes.iter().take_while(is_name).count()
}
