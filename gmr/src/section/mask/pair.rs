//! Pairs of a name and a value: `password=x`, `"token": "x"`, `Cookie: x`.

use super::name::{fewest_digits, is_header, is_sensitive_name};
use super::value::{self, Place};
use super::{Span, prose, value::QUOTES};

/// The start of a pair in `Debug` text.
const TUPLE: &str = "(\"";
/// Types of which the `Debug` is a secret, `Password("x")`. Not all names of secrets: an
/// `UnexpectedToken("}")` is an error.
const TYPES: &[&str] =
    &["ApiKey", "Passphrase", "Password", "PrivateKey", "Secret", "SecretKey", "SecretString"];

/// Finds the values whose names say that they are secrets. `spans` holds what stands out by its
/// form, `passwords` the places where those of URLs start.
pub(super) fn find(text: &str, passwords: &[usize], spans: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    spans.sort_unstable_by_key(|span| span.start);
    let known = spans.clone();
    let mut known = known.iter().peekable();
    let mut at = 0;
    while let Some(length) = bytes[at..].iter().position(|b| matches!(b, b'=' | b':')) {
        let separator = at + length;
        at = separator_end(bytes, separator);
        while known.next_if(|span| span.end <= separator).is_some() {}
        // The `=` at the end of base64 is no separator, and `user:password@host` has its own
        // rule, also if the user is called `token`.
        let is_known = known.peek().is_some_and(|span| span.start <= separator)
            || passwords.binary_search(&at).is_ok();
        if is_known || !is_separator(&bytes[separator..]) {
            continue;
        }
        let Some(key) = Key::before(text, separator) else { continue };
        if !key.is_sensitive() {
            continue;
        }
        let place = Place { header: is_header(key.name), before: key.before };
        if let Some(found) = value::after(text, at, place) {
            let fewest =
                if key.name.eq_ignore_ascii_case("code") { 8 } else { fewest_digits(key.name) };
            let count = is_number(&bytes[found.clone()], fewest);
            at = found.end;
            if !count {
                spans.push(found);
            }
        }
    }
}

/// `("password", "x")`: the `Debug` of a list of pairs, such as that of the environment; and
/// `Password("x")`.
pub(super) fn find_tuples(text: &str, spans: &mut Vec<Span>) {
    const INSIDE: Place = Place { header: false, before: Some(b'(') };
    let mut floor = 0;
    for (at, mark) in text.match_indices(TUPLE) {
        // What is masked already is not read again, or the work would not be linear.
        if at < floor {
            continue;
        }
        if TYPES.iter().any(|ty| is_word_before(text, at, ty)) {
            let found = value::after(text, at + 1, INSIDE);
            floor = found.as_ref().map_or(0, |found| found.end);
            spans.extend(found);
            continue;
        }
        let rest = &text[at + mark.len()..];
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        let name = &rest[..rest.bytes().take_while(is_name).count()];
        if rest[name.len()..].starts_with("\", ") && is_sensitive_name(name) {
            let comma_end = at + mark.len() + name.len() + "\", ".len();
            let found = value::after(text, comma_end, INSIDE);
            floor = found.as_ref().map_or(0, |found| found.end);
            spans.extend(found);
        }
    }
}

/// Whether this whole word ends at `end`.
fn is_word_before(text: &str, end: usize, word: &str) -> bool {
    let before = text[..end].strip_suffix(word);
    before.is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// `=`, `:`, `=>`, `==`, `:=`, but neither the `::` of a path nor the `://` of a URL.
fn is_separator(rest: &[u8]) -> bool {
    !rest.starts_with(b"::") && !rest.starts_with(b"://")
}

fn separator_end(bytes: &[u8], start: usize) -> usize {
    let length = bytes[start..].iter().position(|b| !matches!(b, b'=' | b':' | b'>'));
    length.map_or(bytes.len(), |length| start + length)
}

/// A number with fewer digits than that.
fn is_number(value: &[u8], digits: usize) -> bool {
    value.len() < digits && value.iter().all(u8::is_ascii_digit)
}

/// Whether a parameter of a URL is a secret, or makes the URL one: `?sig=`, `&code=`.
fn is_sensitive_in_query(name: &str) -> bool {
    const ANYWHERE: &[&str] = &["sig", "signature", "hmac", "assertion", "ticket"];
    const WHOLE: &[&str] = &["auth", "code", "code_verifier", "sid", "samlresponse"];
    let last = name.rsplit(['-', '_']).next().unwrap_or_default();
    ANYWHERE.iter().any(|word| word.eq_ignore_ascii_case(last))
        || WHOLE.iter().any(|word| word.eq_ignore_ascii_case(name))
}

/// The name on the left side of a separator.
struct Key<'t> {
    name: &'t str,
    /// The byte before the name.
    before: Option<u8>,
}

impl<'t> Key<'t> {
    fn is_sensitive(&self) -> bool {
        is_sensitive_name(self.name) || (self.in_query() && is_sensitive_in_query(self.name))
    }

    /// Whether it stands in the query of a URL, or in a form.
    fn in_query(&self) -> bool {
        matches!(self.before, Some(b'?' | b'&'))
    }

    /// Goes back over spaces and a closing quote. Nothing that it passes is a separator, so all
    /// the ways back of a text together are not longer than the text.
    fn before(text: &'t str, separator: usize) -> Option<Self> {
        let unquoted = text[..separator].trim_end_matches([' ', '\t']);
        let name_end = unquoted.strip_suffix(['"', '\'']).unwrap_or(unquoted);
        let name_end = name_end.trim_end_matches('\\').len();
        let bytes = &text.as_bytes()[..name_end];
        let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | 0x80..);
        let begin = |end: usize| {
            bytes[..end].iter().rposition(|b| !is_part(b)).map_or(0, |before| before + 1)
        };
        let mut start = begin(name_end);
        // "API key: x"
        if text[start..name_end].eq_ignore_ascii_case("key") && bytes[..start].ends_with(b" ") {
            let word = begin(start - 1);
            let of = &text[word..start - 1];
            if prose::OF_KEY.iter().any(|one| one.eq_ignore_ascii_case(of)) {
                start = word;
            }
        }
        let quoted = name_end < unquoted.len();
        let before = start.checked_sub(1).map(|before| bytes[before]);
        // The quotes of a quoted name do not enclose the value.
        let before = before.filter(|byte| !(quoted && QUOTES.contains(byte)));
        (start < name_end).then(|| Key { name: &text[start..name_end], before })
    }
}
