//! Options of command lines, and what they take.

use super::name::{is_about_a_secret, is_sensitive_name};
use super::program::Program;
use super::value::{self, Place, QUOTES};
use super::{Span, own, prose};

/// What the value of an option is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// All of it is secret.
    Secret,
    /// A user, this byte, and a password.
    Login(u8),
    /// The same, or a user and a group.
    Account,
    /// A secret, or the name of a method of authentication.
    Auth,
}

/// Methods that are no secrets.
#[rustfmt::skip] // One word a line would be pages.
const METHODS: &[&str] = &[
    "any", "basic", "bearer", "certificate", "digest", "disabled", "enabled", "false", "gssapi",
    "jwt", "kerberos", "ldap", "md5", "mtls", "negotiate", "no", "none", "ntlm", "oauth",
    "oauth2", "oidc", "off", "on", "password", "plain", "radius", "saml", "spnego", "token",
    "true", "yes",
];

/// How much an option's name must say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// In text, where anything may stand.
    Text,
    /// Among arguments. What an option is for is not known, and a command line is public
    /// already, so that people do put odd names there.
    Arguments,
}

impl Takes {
    /// What the next word is for an option with these dashes.
    pub(super) fn of(option: &str, program: Option<&Program>, rule: Rule) -> Option<Takes> {
        let by_program = program.and_then(|program| program.takes(option));
        by_program.or_else(|| Takes::by_name(option, rule))
    }

    fn by_name(option: &str, rule: Rule) -> Option<Takes> {
        let name = option.trim_start_matches('-');
        let is_option = name.len() < option.len() && name.len() > 1;
        if !is_option || name.contains(['=', ' ']) || name.starts_with("no-") {
            return None;
        }
        if option.starts_with("--") && (name == "auth" || name.ends_with("-auth")) {
            return Some(Takes::Auth);
        }
        if matches!(option, "--user" | "--proxy-user") {
            return Some(Takes::Account);
        }
        let odd = rule == Rule::Arguments && is_odd_secret(name);
        (odd || is_sensitive_name(name)).then_some(Takes::Secret)
    }

    /// The part of a value that is secret.
    pub(super) fn secret_part(self, text: &str, value: Span) -> Option<Span> {
        let word = &text[value.clone()];
        let after = |mark: u8| {
            let at = word.bytes().position(|b| b == mark)?;
            (at + 1 < word.len()).then_some(value.start + at + 1..value.end)
        };
        let is_group = |part: &Span| text[part.clone()].bytes().all(|b| b.is_ascii_digit());
        match self {
            Takes::Secret => Some(value),
            Takes::Login(mark) => after(mark),
            Takes::Account => after(b':').filter(|part| !is_group(part)),
            Takes::Auth if METHODS.iter().any(|m| m.eq_ignore_ascii_case(word)) => None,
            Takes::Auth => after(b':').or(Some(value)),
        }
    }
}

fn is_odd_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let hit = ["pass", "token", "secret", "key"].iter().any(|word| name.contains(word));
    hit && !is_about_a_secret(&name) && !own::is_shown(&name)
}

/// Options and their values within text: `--token V`, `--token=V`, `mysql -pV`, and the `Debug`
/// of a list of arguments, `"--token", "V"`.
pub(super) fn find(text: &str, rule: Rule, spans: &mut Vec<Span>) {
    // Without an option there is nothing to see, whatever is called.
    if !text.contains('-') {
        return;
    }
    let bytes = text.as_bytes();
    let (mut program, mut at) = (None, 0);
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|b| !separates(b)).count();
        let word = &text[at..at + length];
        let next = if word.starts_with('-') {
            Found { text, start: at, end: at + length }.value(program, rule, spans)
        } else {
            let ends = word.ends_with([';', '|']) || word == "&&";
            program = Program::named(word).or(program.filter(|_| !ends));
            None
        };
        at = next.unwrap_or(0).max(at + length);
        let gap = bytes[at..].iter().take_while(|b| separates(b)).count();
        let gap = &bytes[at..at + gap];
        // The next line is another command; that of a list is the next item.
        let is_next = gap.contains(&b'\n') && !gap.contains(&b',') && word != "\\";
        program = program.filter(|_| !is_next);
        at += gap.len();
    }
}

/// Whether a word ends before this byte.
fn separates(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || QUOTES.contains(byte) || b",[](){}".contains(byte)
}

/// A word that starts with a dash.
struct Found<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl Found<'_> {
    /// Notes the secret that the option takes; returns where the value ends that was looked at.
    fn value(&self, program: Option<&Program>, rule: Rule, spans: &mut Vec<Span>) -> Option<usize> {
        let word = &self.text[self.start..self.end];
        let option = word.split(['=', '\\']).next().unwrap_or(word);
        let glued = program.and_then(|program| program.takes_glued(word));
        let (takes, value) = match glued {
            Some(takes) if word.len() > 2 || self.goes_on() => (takes, self.start + 2),
            _ => (Takes::of(option, program, rule)?, self.value_start(option)?),
        };
        let glued_end = self.quoted_end().filter(|end| (self.start..*end).contains(&value));
        // What is glued to an option in quotes ends with them.
        let found = match glued_end {
            Some(end) if self.is_alone(value, end) => value..end,
            _ => value::after(self.text, value, WORD)?,
        };
        if rule == Rule::Text && prose::is_plain(&self.text[found.clone()]) {
            return None;
        }
        let end = found.end;
        spans.extend(takes.secret_part(self.text, found));
        Some(end)
    }

    /// The quote right before the option.
    fn quote(&self) -> Option<u8> {
        let before = self.start.checked_sub(1).map(|at| self.text.as_bytes()[at]);
        before.filter(|b| QUOTES.contains(b))
    }

    /// Where the quotes close that open before the option, if nothing but it is in them.
    fn quoted_end(&self) -> Option<usize> {
        self.quote()?;
        value::closing(self.text, self.start - 1)
    }

    /// Whether the value is glued to the option, and no other option is in the quotes.
    fn is_alone(&self, value: usize, end: usize) -> bool {
        let is_glued = !self.text.as_bytes()[value - 1].is_ascii_whitespace();
        is_glued && !self.text[value..end].contains(" --")
    }

    /// Whether more is glued to the word: a bracket, or a quote that was not opened before it.
    fn goes_on(&self) -> bool {
        let bytes = self.text.as_bytes();
        let is_escape = |b: &&u8| **b == b'\\';
        let Some(quote) = self.quote() else {
            let ends = |b: &u8| b.is_ascii_whitespace() || b",)]}".contains(b);
            return bytes.get(self.end).is_some_and(|b| !ends(b));
        };
        let escapes = bytes[..self.start - 1].iter().rev().take_while(is_escape).count();
        let rest = &bytes[self.end..];
        let is_closed = rest.iter().take_while(is_escape).count() == escapes
            && rest.get(escapes) == Some(&quote);
        !is_closed && !rest.is_empty()
    }

    /// Where the value starts: behind `=`, spaces, or the quotes and commas of a list.
    fn value_start(&self, option: &str) -> Option<usize> {
        let end = self.start + option.len();
        let rest = &self.text[end..];
        if rest.starts_with('=') {
            return Some(end + 1);
        }
        let unquoted = rest.trim_start_matches('\\');
        if let Some(quote) = self.quote()
            && unquoted.starts_with(char::from(quote))
        {
            let list = unquoted[1..].trim_start_matches([',', ' ', '\n']);
            let value = list.trim_start_matches('\\');
            let is_value = value.starts_with(char::from(quote)) && !value[1..].starts_with("--");
            return is_value.then(|| self.text.len() - list.len());
        }
        let value = rest.trim_start_matches([' ', '\t']);
        let is_value = value.len() < rest.len() && !value.starts_with("--");
        is_value.then(|| self.text.len() - value.len())
    }
}

/// The place of a word among words.
pub(super) const WORD: Place = Place { header: false, before: Some(b' ') };
