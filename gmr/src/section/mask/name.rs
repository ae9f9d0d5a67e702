//! Names that say that their value is a secret.

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
    "pw",
    "pwd",
    "secret",
    "secrets",
    "token",
    "tokens",
];

/// Words that people glue to the one before them: `dbpassword`, `PGPASSWORD`.
const SECRET_ENDING: &[&str] = &[
    "accesskey",
    "accesstoken",
    "apikey",
    "authtoken",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secretkey",
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
/// Whole words count (`compass` has none), and a last word such as `file` or `ttl` says that the
/// value is not the secret itself.
///
/// ```
/// assert!(gmr::is_sensitive_name("clientSecret"));
/// assert!(!gmr::is_sensitive_name("secret_file"));
/// ```
#[must_use]
pub fn is_sensitive_name(name: &str) -> bool {
    let mut before = "";
    let mut found = false;
    for word in words(name) {
        found |= is_secret_word(word) || (is_key(word) && opens_a_door(before));
        before = word;
    }
    found && !is_in(before, ABOUT)
}

/// Whether the last word says that the value is about a secret, not the secret.
pub(super) fn is_about_a_secret(name: &str) -> bool {
    words(name).last().is_some_and(|word| is_in(word, ABOUT))
}

/// Whether the last word is a plural: `tokens` may be a number of them.
pub(super) fn is_plural(name: &str) -> bool {
    words(name).last().is_some_and(|word| word.ends_with(['s', 'S']))
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

fn is_in(word: &str, list: &[&str]) -> bool {
    list.iter().any(|other| other.eq_ignore_ascii_case(word))
}

fn ends_with(word: &str, ending: &str) -> bool {
    let start = word.len().checked_sub(ending.len());
    start.is_some_and(|start| word[start..].eq_ignore_ascii_case(ending))
}

/// The words of a name in snake, kebab, camel or any other case, without numbers at their ends.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let runs = name.split(|c: char| !c.is_ascii_alphanumeric());
    let humps = runs.flat_map(|run| Humps(run.as_bytes(), run));
    humps.map(numberless).filter(|word| !word.is_empty())
}

/// `password2` is a second password; `2` alone is no word.
fn numberless(word: &str) -> &str {
    word.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// The parts of `HTTPToken` and `apiKey`; all of it is ASCII.
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
