//! Secrets that are known by their form: values of HTTP authentication, JSON web tokens, private
//! keys.

use super::{Span, prose};

const BEGIN: &str = "-----BEGIN ";
/// Every JSON web token begins so: it is `{"` in base64.
const JWT: &str = "eyJ";
/// The ends of `Bearer` in the cases that people write.
const BEARER: [&str; 2] = ["earer ", "EARER "];
const BASIC: [&str; 2] = ["asic ", "ASIC "];

pub(super) fn find(text: &str, spans: &mut Vec<Span>) {
    find_jwt(text, spans);
    for word in BEARER {
        find_scheme(text, word, is_token, spans);
    }
    for word in BASIC {
        find_scheme(text, word, is_user_and_password, spans);
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

/// What follows the name of a scheme: `Bearer V`, `Basic V`.
fn find_scheme(text: &str, word: &str, is_secret: fn(&[u8]) -> bool, spans: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    for (at, _) in text.match_indices(word) {
        let is_scheme = at > 0 && bytes[at - 1].eq_ignore_ascii_case(&b'b');
        let start = at + word.len();
        let is_part = |b: &&u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(b);
        let length = bytes[start..].iter().take_while(is_part).count();
        if is_scheme && length > 0 && is_secret(&bytes[start..start + length]) {
            spans.push(start..start + length);
        }
    }
}

/// Whether this is no word of a sentence about bearer tokens, and no challenge of a server.
fn is_token(value: &[u8]) -> bool {
    let is_challenge = [&b"realm="[..], b"error=", b"scope="].iter().any(|c| value.starts_with(c));
    !is_challenge && !std::str::from_utf8(value).is_ok_and(prose::is_plain)
}

/// Whether this is `user:password` in base64. "Basic authentication" is not: its bytes are no
/// text.
fn is_user_and_password(value: &[u8]) -> bool {
    let digits = value.iter().map_while(|b| digit(*b));
    let (mut bits, mut count, mut has_colon) = (0_u32, 0, false);
    for digit in digits {
        (bits, count) = (bits << 6 | digit, count + 6);
        if count >= 8 {
            count -= 8;
            match (bits >> count) as u8 {
                b':' => has_colon = true,
                0..b' ' | 0x7F => return false,
                _ => {}
            }
        }
    }
    has_colon
}

/// The value of a digit of base64 in either alphabet.
fn digit(byte: u8) -> Option<u32> {
    let digit = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(digit.into())
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
