//! Secrets that are known by their form: bearer tokens, JSON web tokens, private keys.

use super::Span;

const BEGIN: &str = "-----BEGIN ";
/// Every JSON web token begins so: it is `{"` in base64.
const JWT: &str = "eyJ";
/// The ends of `Bearer` in the cases that people write.
const BEARER: [&str; 2] = ["earer ", "EARER "];

pub(super) fn may_hold(text: &str) -> bool {
    text.contains(JWT) || text.contains(BEGIN) || BEARER.iter().any(|word| text.contains(word))
}

pub(super) fn find(text: &str, spans: &mut Vec<Span>) {
    find_jwt(text, spans);
    for word in BEARER {
        find_bearer(text, word, spans);
    }
    find_private_keys(text, spans);
}

fn find_jwt(text: &str, spans: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(length) = text[at..].find(JWT) {
        let start = at + length;
        let is_part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'=');
        at = start + bytes[start..].iter().take_while(is_part).count();
        let token = &text[start..at];
        // One that was cut short may end in its second part.
        if token.contains(".eyJ") || token.bytes().filter(|b| *b == b'.').count() >= 2 {
            spans.push(start..at);
        }
    }
}

fn find_bearer(text: &str, word: &str, spans: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    for (at, _) in text.match_indices(word) {
        let is_bearer = at > 0 && bytes[at - 1].eq_ignore_ascii_case(&b'b');
        let start = at + word.len();
        let is_part = |b: &&u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(b);
        let length = bytes[start..].iter().take_while(is_part).count();
        if is_bearer && length > 0 {
            spans.push(start..start + length);
        }
    }
}

/// Everything between the first and the last line of a private key.
fn find_private_keys(text: &str, spans: &mut Vec<Span>) {
    let mut at = 0;
    while let Some(length) = text[at..].find(BEGIN) {
        let label = at + length + BEGIN.len();
        at = label;
        let Some(label_length) = text[label..].bytes().take(80).position(|b| b == b'-') else {
            continue;
        };
        let label_end = label + label_length;
        if !text[label..label_end].contains("PRIVATE KEY") {
            continue;
        }
        let start = label_end + text[label_end..].bytes().take_while(|b| *b == b'-').count();
        let end = text[start..].find("-----END").map_or(text.len(), |length| start + length);
        if end > start {
            spans.push(start..end);
        }
        at = end;
    }
}
