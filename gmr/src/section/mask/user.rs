//! `user:password@host` without a scheme.

use super::Span;

/// What stands before a colon and an address, and is no user.
#[rustfmt::skip] // One word a line would be pages.
const NO_USER: &[&str] = &[
    "acct", "addr", "address", "as", "assignee", "at", "author", "bcc", "by", "cc", "contact",
    "dest", "email", "for", "from", "git", "host", "id", "jabber", "jid", "link", "mail",
    "mailto", "matrix", "node", "npm", "on", "patch", "peer", "portal", "principal",
    "recipient", "remote", "reply-to", "sender", "sip", "sips", "source", "ssh", "target", "to",
    "upn", "via", "worker", "workspace", "xmpp",
];

/// What follows the `@` of something else: the digest of an image, the version of a symbol.
const NO_HOST: &[&str] = &["GLIBC", "plt", "sha256:", "sha512:"];

/// Finds the password; what has a scheme has a rule of its own.
pub(super) fn find(text: &str, spans: &mut Vec<Span>) {
    if !text.contains('@') {
        return;
    }
    let ends = |c: char| c.is_whitespace() || "\"'`<>".contains(c);
    let mut start = 0;
    for word in text.split_inclusive(ends) {
        let inside = word.trim_end_matches(ends);
        if !inside.contains("://") {
            // `//user:password@host` takes its scheme from where it stands.
            let login = inside.strip_prefix("//").unwrap_or(inside);
            let start = start + inside.len() - login.len();
            spans.extend(password(login).map(|span| start + span.start..start + span.end));
        }
        start += word.len();
    }
}

/// The password in a word.
fn password(word: &str) -> Option<Span> {
    let at = word.rfind('@')?;
    let colon = word[..at].find(':')?;
    let name = user(&word[..colon])?;
    let open = NO_USER.iter().any(|other| other.eq_ignore_ascii_case(name));
    let is_password = at > colon + 1 && !open && is_host(&word[at + 1..]);
    is_password.then_some(colon + 1..at)
}

/// The user at the end of `before`: no path, no module, no time.
fn user(before: &str) -> Option<&str> {
    let is_part = |c: char| c.is_alphanumeric() || "._-+%~$\\".contains(c);
    let name = &before[before.trim_end_matches(is_part).len()..];
    let behind_path = before[..before.len() - name.len()].ends_with(['/', '@', ':']);
    (!behind_path && name.contains(char::is_alphabetic)).then_some(name)
}

fn is_host(host: &str) -> bool {
    let begins = host.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    begins && !is_version(host) && !NO_HOST.iter().any(|other| host.starts_with(other))
}

/// `1.2.3` of a package; an IPv4 address has four numbers.
fn is_version(host: &str) -> bool {
    let end = host.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(host.len());
    end > 0 && host[..end].split('.').count() != 4 && !host[end..].starts_with(char::is_alphabetic)
}
