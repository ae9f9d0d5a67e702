//! Secrets on a command line.

use super::name::{is_about_a_secret, is_sensitive_name};
use super::value::{self, Place};
use super::{Span, text};

/// The start of an option in the `Debug` of a list of arguments.
pub(super) const QUOTED_OPTION: &str = "\"--";

/// The place of a word among words.
const WORD: Place = Place { header: false, before: Some(b' ') };

/// A command line with the secrets in it masked: `--token=V`, `--token V`, `TOKEN=V`, URLs, and
/// a whole command line that is one argument, such as that of `sh -c`.
pub(crate) fn command_line(arguments: &[String]) -> Vec<String> {
    let mut masked = Vec::with_capacity(arguments.len());
    let mut awaits_secret = false;
    for argument in arguments {
        if awaits_secret && !argument.starts_with("--") {
            masked.push("***".to_owned());
            awaits_secret = false;
        } else {
            masked.push(mask(argument));
            awaits_secret = is_secret_option(argument);
        }
    }
    masked
}

fn mask(argument: &str) -> String {
    match argument.split_once('=') {
        Some((name, value)) if is_secret_assignment(name) && !value.is_empty() => {
            format!("{name}=***")
        }
        _ => text::settled(argument, find).into_owned(),
    }
}

fn find(argument: &str) -> Vec<Span> {
    let mut spans = text::find(argument);
    find_options(argument, &mut spans);
    spans
}

/// `--token` in `--token=V`, `TOKEN` in `TOKEN=V`.
fn is_secret_assignment(name: &str) -> bool {
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    name.bytes().all(is_name) && (is_sensitive_name(name) || is_secret_option(name))
}

/// Whether an option takes a secret. Wider than the rule for names: what an option is for is
/// not known, and a command line is public already, so that people do put odd names there.
fn is_secret_option(option: &str) -> bool {
    let name = option.trim_start_matches('-');
    let is_option = name.len() < option.len() && name.len() > 1;
    if !is_option || name.contains(['=', ' ']) || name.starts_with("no-") {
        return false;
    }
    let name = name.to_ascii_lowercase();
    let hit = ["pass", "token", "secret", "key"].iter().any(|word| name.contains(word));
    (hit || is_sensitive_name(&name)) && !is_about_a_secret(&name)
}

/// Options and their values within one argument that has spaces.
fn find_options(argument: &str, spans: &mut Vec<Span>) {
    let bytes = argument.as_bytes();
    let mut at = 0;
    while let Some(length) = argument[at..].find('-') {
        let start = at + length;
        let is_end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\'');
        let end = bytes[start..].iter().position(is_end).map_or(bytes.len(), |n| start + n);
        at = end.max(start + 1);
        let begins = start == 0 || is_end(&bytes[start - 1]);
        if !begins || !is_secret_option(&argument[start..end]) {
            continue;
        }
        let value = end + usize::from(bytes.get(end) == Some(&b'='));
        if argument[value..].trim_start().starts_with("--") {
            continue;
        }
        if let Some(found) = value::after(argument, value, WORD) {
            at = found.end;
            spans.push(found);
        }
    }
}

/// `"--token", "V"` and `"--token" "V"`: the `Debug` of a list of arguments and of a command.
pub(super) fn find_quoted(text: &str, spans: &mut Vec<Span>) {
    let mut floor = 0;
    for (quote, mark) in text.match_indices(QUOTED_OPTION) {
        // What is masked already is not read again, or the work would not be linear.
        if quote < floor {
            continue;
        }
        let rest = &text[quote + 1..];
        let length = rest.bytes().take_while(|b| !b.is_ascii_whitespace() && *b != b'"').count();
        let after = rest[length..].strip_prefix('"').unwrap_or_default();
        let value = after.trim_start_matches([',', ' ']);
        let is_value = value.starts_with('"') && !value.starts_with(mark);
        if is_value && is_secret_option(&rest[..length]) {
            let found = value::after(text, text.len() - value.len(), WORD);
            floor = found.as_ref().map_or(0, |found| found.end);
            spans.extend(found);
        }
    }
}
