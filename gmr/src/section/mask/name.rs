//! Names that say that their value is a secret.

use super::own;

/// Words that tell a secret wherever they stand.
const SECRET: &[&str] = &[
    "apikey",
    "authorization",
    "bearer",
    "cookie",
    "cookies",
    "credential",
    "credentials",
    "creds",
    "cvv",
    "dek",
    "dsn",
    "jwt",
    "kek",
    "otp",
    "pass",
    "passcode",
    "passkey",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "pat",
    "psk",
    "pw",
    "pwd",
    "secret",
    "secrets",
    "token",
    "tokens",
    "totp",
];

/// Words that people glue to the one before them: `dbpassword`, `PGPASSWORD`.
const SECRET_ENDING: &[&str] = &[
    "accesskey",
    "accountkey",
    "apikey",
    "connectionstring",
    "dbpass",
    "encryptionkey",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "secretkey",
    "sessid",
    "sessionid",
    "sharedkey",
    "signingkey",
    "token",
    "userpass",
];

/// Words that tell a secret only together.
const SECRET_PAIR: &[(&str, &str)] = &[
    ("conn", "str"),
    ("conn", "string"),
    ("connection", "str"),
    ("connection", "string"),
    ("pin", "code"),
    ("recovery", "code"),
    ("recovery", "codes"),
    ("seed", "phrase"),
    ("session", "id"),
];

/// A `pin` after one of these words is a piece of metal.
const OPEN_PIN: &[&str] = &[
    "adc", "chip", "clock", "cpu", "data", "enable", "gpio", "input", "io", "led", "output",
    "power", "reset", "rx", "tx", "vcpu",
];

/// A `key` after one of these words opens no door.
const OPEN_KEY: &[&str] = &[
    "cache",
    "composite",
    "conf",
    "config",
    "dedup",
    "dict",
    "field",
    "foreign",
    "group",
    "hash",
    "host",
    "i18n",
    "idempotency",
    "index",
    "known",
    "label",
    "lookup",
    "map",
    "meta",
    "metadata",
    "natural",
    "object",
    "order",
    "partition",
    "primary",
    "public",
    "range",
    "registry",
    "routing",
    "row",
    "search",
    "shard",
    "sharding",
    "sort",
    "tag",
    "translation",
    "unique",
];

/// A last word that says that the value is about a secret: where it is, how long it lives.
const ABOUT: &[&str] = &[
    "age",
    "algorithm",
    "attribute",
    "audience",
    "backend",
    "bind",
    "count",
    "description",
    "dir",
    "directory",
    "driver",
    "duration",
    "enabled",
    "endpoint",
    "expiry",
    "field",
    "file",
    "format",
    "function",
    "header",
    "host",
    "issuer",
    "kind",
    "label",
    "labels",
    "len",
    "length",
    "lifetime",
    "limit",
    "max",
    "method",
    "min",
    "mode",
    "name",
    "number",
    "path",
    "pattern",
    "plugin",
    "policy",
    "port",
    "prefix",
    "provider",
    "regex",
    "repository",
    "required",
    "role",
    "roles",
    "rounds",
    "scope",
    "scopes",
    "security",
    "serial",
    "size",
    "store",
    "suffix",
    "timeout",
    "ttl",
    "type",
    "uri",
    "url",
    "uuid",
];

/// Whether a name says that its value is a secret: `db_password`, `X-Api-Key`, `authToken`.
///
/// It is asked of fields, options, keys of maps, and names within text. Text under such a name is
/// shown as `***`; numbers, truth values, durations and paths stay visible, as in
/// `max_tokens = 7`, but not the numbers in a list: those are the bytes of a key.
///
/// A name is read word by word, in snake, kebab, camel or any other case:
///
/// - One word is enough wherever it stands: `password`, `token`, `secret`, `dsn`, `cookie` and
///   their kin. `compass` holds none, but `dbpassword` ends as one.
/// - A `key` is secret behind any word (`heartbeat_key`), unless that is one of those whose keys
///   open no door: `primary_key`, `cache_key`, `public_key`.
/// - Some words count together: `session_id`, `connection_string`; `pin` counts as the last one.
/// - A last word such as `file`, `url` or `ttl` says that the value is about a secret, not the
///   secret itself.
/// - Names of the program's own: [`mask_name`](crate::mask_name) and
///   [`show_name`](crate::show_name).
///
/// Against the 3,004 options of eight OpenStack projects, whose authors flagged 103 as secret, the
/// rule finds 88 % of those (what it does not find are addresses, whose passwords are masked by
/// their form, names of files, and users), and 82 % of what it masks is flagged (the rest is
/// mostly worth masking: `pure_api_token`). A test holds it to that.
///
/// ```
/// assert!(gmr::is_sensitive_name("clientSecret"));
/// assert!(!gmr::is_sensitive_name("secret_file"));
/// ```
#[must_use]
pub fn is_sensitive_name(name: &str) -> bool {
    if own::is_shown(name) {
        return false;
    }
    let (mut before, mut last) = ("", "");
    let mut found = false;
    for word in words(name) {
        (before, last) = (last, word);
        found |= is_secret_word(word) || (is_key(word) && opens_a_door(before));
        found |= is_secret_pair(before, word);
        // `path_to_private_key`.
        if is(before, "path") && is(word, "to") {
            return own::is_masked(name);
        }
    }
    found |= is(last, "pin") && !is_in(before, OPEN_PIN);
    (found && !is_in(last, ABOUT)) || own::is_masked(name)
}

/// Whether the last word says that the value is about a secret, not the secret.
pub(super) fn is_about(word: &str) -> bool {
    is_in(word, ABOUT)
}

/// Whether the last word says that the value is about a secret, not the secret.
pub(super) fn is_about_a_secret(name: &str) -> bool {
    words(name).last().is_some_and(is_about)
}

/// How many digits a value needs at least to be a secret: 7 `tokens` are a number of them, and
/// `pin` 13 is one of a chip.
pub(super) fn fewest_digits(name: &str) -> usize {
    match words(name).last() {
        Some(word) if word.ends_with(['s', 'S']) => 8,
        Some(word) if is(word, "pin") => 4,
        _ => 1,
    }
}

/// Whether the name is that of a header whose value goes to the end of its line.
pub(super) fn is_header(name: &str) -> bool {
    words(name).any(|word| is_in(word, &["authorization", "cookie", "cookies"]))
}

fn is_secret_word(word: &str) -> bool {
    is_in(word, SECRET) || SECRET_ENDING.iter().any(|ending| ends_with(word, ending))
}

fn is_key(word: &str) -> bool {
    is_in(word, &["key", "keys"])
}

fn opens_a_door(before: &str) -> bool {
    !before.is_empty() && !is_in(before, OPEN_KEY)
}

fn is_secret_pair(before: &str, word: &str) -> bool {
    SECRET_PAIR.iter().any(|(first, second)| is(before, first) && is(word, second))
}

fn is_in(word: &str, list: &[&str]) -> bool {
    list.iter().any(|other| is(word, other))
}

fn is(word: &str, other: &str) -> bool {
    word.eq_ignore_ascii_case(other)
}

fn ends_with(word: &str, ending: &str) -> bool {
    let start = word.len().checked_sub(ending.len());
    start.is_some_and(|start| word.as_bytes()[start..].eq_ignore_ascii_case(ending.as_bytes()))
}

/// The words of a name in snake, kebab, camel or any other case, without numbers at their ends.
pub(super) fn words(name: &str) -> impl Iterator<Item = &str> {
    let runs = name.split(|c: char| !c.is_alphanumeric());
    let humps = runs.flat_map(|run| Humps(run.as_bytes(), run));
    humps.map(numberless).filter(|word| !word.is_empty())
}

/// `password2` is a second password; `2` alone is no word.
fn numberless(word: &str) -> &str {
    word.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// The parts of `HTTPToken` and `apiKey`; only ASCII letters have humps.
struct Humps<'n>(&'n [u8], &'n str);

impl<'n> Iterator for Humps<'n> {
    type Item = &'n str;

    fn next(&mut self) -> Option<&'n str> {
        let Humps(bytes, rest) = *self;
        if rest.is_empty() {
            return None;
        }
        let begins = |at: usize| {
            let after_lower = !bytes[at - 1].is_ascii_uppercase();
            let before_lower = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
            bytes[at].is_ascii_uppercase() && (after_lower || before_lower)
        };
        let end = (1..bytes.len()).find(|at| begins(*at)).unwrap_or(bytes.len());
        *self = Humps(&bytes[end..], &rest[end..]);
        Some(&rest[..end])
    }
}
