//! Secrets in sentences: "the password for ann is x", `IDENTIFIED BY 'x'`.

use super::Span;
use super::option::WORD;
use super::value::{self, QUOTES};

/// Words whose `key` is a secret.
pub(super) const OF_KEY: &[&str] =
    &["access", "account", "api", "encryption", "private", "secret", "signing"];

/// Words that follow the name of a secret and are none.
#[rustfmt::skip] // One word a line would be pages.
const PLAIN: &[&str] = &[
    "a", "about", "above", "absent", "again", "ago", "all", "also", "already", "always", "an",
    "and", "any", "argument", "arguments", "as", "at", "auth", "authentication",
    "authorization", "bad", "base64", "be", "because", "been", "before", "being", "below",
    "but", "by", "can", "cannot", "case", "correct", "due", "either", "empty", "false", "fine",
    "flag", "for", "from", "gone", "good", "had", "has", "have", "header", "here", "hex",
    "hidden", "how", "if", "in", "incorrect", "insecure", "instead", "into", "invalid", "is",
    "it", "its", "just", "kept", "known", "left", "long", "longer", "lost", "missing", "must",
    "my", "never", "new", "no", "none", "not", "nothing", "now", "null", "of", "off", "ok",
    "old", "on", "only", "option", "optional", "or", "our", "out", "over", "present", "public",
    "read", "right", "safe", "same", "scheme", "secret", "secure", "sent", "set", "shared",
    "short", "shorter", "shown", "so", "some", "stale", "still", "strong", "taken", "than",
    "that", "the", "their", "then", "there", "they", "this", "those", "to", "token", "tokens",
    "too", "true", "undefined", "under", "unknown", "unset", "until", "up", "used", "valid",
    "value", "very", "via", "was", "weak", "were", "what", "when", "where", "which", "while",
    "will", "with", "without", "wrong", "yet", "you", "your",
];

/// Ends of words that say what became of a secret: `expired`, `missing`, `acceptable`.
const STATE: &[&str] = &["ed", "ing", "able", "ible", "ly"];

/// Further than this a sentence does not tell a secret that it named.
const REACH: usize = 64;

/// Whether this is an ordinary word of a sentence, or stands for a value: `<TOKEN>`.
pub(super) fn is_plain(value: &str) -> bool {
    let word = value.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
    let inside = word.strip_prefix('<').and_then(|word| word.strip_suffix('>'));
    let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    inside.is_some_and(is_name) || PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(word))
}

pub(super) fn find(text: &str, spans: &mut Vec<Span>) {
    let mut floor = 0;
    let mut before = Word::default();
    for word in words(text) {
        // What is masked already is not read again, or the work would not be linear.
        if word.start >= floor
            && let Some(noun) = Noun::of(before.text, word.text)
            && let Some(found) = noun.value(text, word.end())
        {
            floor = found.end;
            spans.push(found);
        }
        before = word;
    }
}

/// A word without the quotes around it.
#[derive(Clone, Copy, Default)]
struct Word<'t> {
    start: usize,
    text: &'t str,
}

impl Word<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | 0x80..);
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &text.as_bytes()[at..];
        let start = at + rest.iter().position(is_part)?;
        let length = text.as_bytes()[start..].iter().take_while(|b| is_part(b)).count();
        at = start + length;
        Some(Word { start, text: &text[start..at] })
    })
}

/// What a sentence calls a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Noun {
    /// Nothing but a secret is called so.
    Password,
    /// Parsers and programs have tokens and keys of other kinds.
    Token,
    /// The words of SQL: the next one is the secret.
    IdentifiedBy,
}

impl Noun {
    fn of(before: &str, word: &str) -> Option<Self> {
        // Most words are none of these.
        if !word.starts_with(['p', 'P', 't', 'T', 's', 'S', 'c', 'C', 'a', 'A', 'k', 'K', 'b', 'B'])
        {
            return None;
        }
        let is = |word: &str, all: &[&str]| all.iter().any(|one| one.eq_ignore_ascii_case(word));
        if is(word, &["password", "passwd", "passphrase", "passcode", "passwort", "pwd"]) {
            Some(Noun::Password)
        } else if is(word, &["token", "secret", "pin", "credential", "credentials", "apikey"])
            || (is(word, &["key"]) && is(before, OF_KEY))
        {
            Some(Noun::Token)
        } else {
            (is(before, &["identified"]) && is(word, &["by"])).then_some(Noun::IdentifiedBy)
        }
    }

    /// The secret in what follows the noun.
    fn value(self, text: &str, end: usize) -> Option<Span> {
        let rest = &text[end..];
        let reach = &rest[..rest.floor_char_boundary(REACH)];
        let reach = reach.lines().next().unwrap_or_default();
        let verb = verb(reach).filter(|_| self != Noun::IdentifiedBy);
        let start = match verb {
            Some(verb_end) => end + verb_end,
            None => end + reach.len() - reach.trim_start().len(),
        };
        let quoted = QUOTES.contains(text.as_bytes().get(start)?);
        let found = match quoted {
            _ if start == end => return None,
            true => value::after(text, start, WORD)?,
            // Not in brackets: what is refused is read again, and must be short.
            false => start..value::word_end(text.as_bytes(), start),
        };
        let value = &text[found.clone()];
        let is_secret = match (self, verb.is_some()) {
            (Noun::IdentifiedBy, _) => quoted,
            (Noun::Password, true) => quoted || !is_state(value),
            (Noun::Password, false) => quoted || is_mixed(value),
            (Noun::Token, true) => value.len() >= 4 && is_mixed(value) || value.len() >= 16,
            (Noun::Token, false) => false,
        };
        is_secret.then_some(found)
    }
}

/// Where the verb ends with the spaces behind it: "is ", "for ann was ", "set to ".
fn verb(reach: &str) -> Option<usize> {
    let mut at = 0;
    let mut before = "";
    for word in reach.split_inclusive(' ') {
        at += word.len();
        let word = word.trim_matches([' ', '"', '\'', '`']);
        // Another sentence, or a list of names and values.
        if word.ends_with(['.', ',', ';', '=', '!', '?']) || word.contains('=') {
            return None;
        }
        match (before, word.trim_end_matches(':')) {
            (_, "is" | "was" | "are" | "were") => return Some(at),
            ("set" | "reset" | "changed", "to") => return Some(at),
            (_, word) => before = word,
        }
    }
    None
}

fn is_state(value: &str) -> bool {
    let word = value.trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
    let is_word = word.len() > 4 && word.bytes().all(|b| b.is_ascii_lowercase());
    is_plain(word) || (is_word && STATE.iter().any(|end| word.ends_with(end)))
}

/// Whether letters are mixed with something else, as in hardly any word.
fn is_mixed(value: &str) -> bool {
    let word = value.trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.len() >= 4 && digits > 0 && digits < word.len()
}
