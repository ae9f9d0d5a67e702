//! Credentials in URLs: `scheme://user:password@host`, `scheme://token@host`.

use super::Span;

/// Finds the password, or the token that stands in place of a user.
pub(super) fn find(text: &str, spans: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let mut word = Word { end: 0, at_sign: None };
    for (scheme_end, mark) in text.match_indices("://") {
        let start = scheme_end + mark.len();
        let length = bytes[start..].iter().position(|b| ends_authority(*b));
        let end = length.map_or(bytes.len(), |length| start + length);
        let authority = &text[start..end];
        // The last @ ends the user's part: a raw password may have one itself.
        let user_end = match authority.rfind('@') {
            Some(at) => start + at,
            None if has_raw_password(authority) => match word.at_sign_after(bytes, end) {
                Some(at) => at,
                None => continue,
            },
            None => continue,
        };
        let secret = secret_part(text, start..user_end);
        spans.extend(secret.filter(|_| !is_user(&text[..scheme_end], &text[start..user_end])));
    }
    find_without_scheme(text, spans);
}

fn ends_authority(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b"/?#\"'`<>".contains(&byte)
}

/// Whether `user:pass` goes on after a `/`, `?`, `#` or quote that somebody did not encode.
///
/// Then what follows the colon is no port.
fn has_raw_password(authority: &str) -> bool {
    !authority.starts_with('[')
        && authority
            .split_once(':')
            .is_some_and(|(_, port)| port.is_empty() || !port.bytes().all(|b| b.is_ascii_digit()))
}

/// The part of `user:password` or `token` that is secret.
fn secret_part(text: &str, user: Span) -> Option<Span> {
    let part = &text[user.clone()];
    if part.is_empty() {
        return None;
    }
    match part.split_once(':') {
        // Some services take a token for the user and nothing for the password.
        Some((_, "" | "x-oauth-basic")) | None => Some(user),
        Some((name, _)) => Some(user.start + name.len() + 1..user.end),
    }
}

/// Whether this is only a user, where nobody puts a token: `ssh://git@host`.
fn is_user(before: &str, user: &str) -> bool {
    const SCHEMES: &[&str] =
        &["ftp", "imap", "ldap", "mysql", "postgres", "postgresql", "rsync", "sftp", "smtp", "ssh"];
    let is_name = |b: u8| b.is_ascii_lowercase() || matches!(b, b'_' | b'.' | b'-');
    user.len() <= 16
        && user.bytes().all(is_name)
        && before
            .rsplit(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .is_some_and(|s| SCHEMES.contains(&s))
}

/// The end of a word and its last @, kept so that a text of many URLs is read once.
struct Word {
    end: usize,
    at_sign: Option<usize>,
}

impl Word {
    fn at_sign_after(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        if self.end <= from {
            let ends = |b: &u8| b.is_ascii_whitespace() || b"\"<>".contains(b);
            let length = bytes[from..].iter().position(ends);
            self.end = length.map_or(bytes.len(), |length| from + length);
            let at = bytes[from..self.end].iter().rposition(|b| *b == b'@');
            self.at_sign = at.map(|at| from + at);
        }
        self.at_sign.filter(|at| *at >= from)
    }
}

/// `user:password@tcp(host)/base` and `user/password@//host/base`, as some database drivers write
/// it.
fn find_without_scheme(text: &str, spans: &mut Vec<Span>) {
    if !text.contains('@') {
        return;
    }
    let mut floor = 0;
    for (mark, separator) in [("@tcp(", ':'), ("@unix(", ':'), ("@//", '/')] {
        for (at, _) in text.match_indices(mark) {
            let before = &text[floor.min(at)..at];
            let ends = |c: char| c.is_whitespace() || "\"'`=".contains(c);
            let word = before.rfind(ends).map_or(before, |end| &before[end..]);
            let is_scheme = |at: usize| word[at..].starts_with("://") || word[..at].ends_with(':');
            match word.find(separator) {
                Some(user_end) if !is_scheme(user_end) => {
                    spans.push(at - word.len() + user_end + 1..at);
                }
                _ => {}
            }
            floor = at;
        }
        floor = 0;
    }
}
