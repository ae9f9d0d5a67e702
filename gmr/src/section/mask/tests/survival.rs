//! No credential survives, wherever it stands and whatever is around it.

use crate::section::mask::{command_line, text};

/// Small, repeatable pseudo-random numbers (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn one_of<'t>(&mut self, choices: &[&'t str]) -> &'t str {
        choices[self.below(choices.len())]
    }

    /// A credential that cannot be mistaken for anything else in the text.
    fn secret(&mut self, alphabet: &[u8]) -> String {
        let length = 1 + self.below(24);
        let body: String =
            (0..length).map(|_| char::from(alphabet[self.below(alphabet.len())])).collect();
        format!("Zq{body}Zq")
    }
}

const NAME: &[&str] = &[
    "password",
    "db_password",
    "Password",
    "PGPASSWORD",
    "apiKey",
    "client-secret",
    "token",
    "X-Auth-Token",
    "secret_key",
    "passwd",
    "pwd",
];
/// What surrounds a credential, with traps of every kind.
const AROUND: &[&str] = &[
    "",
    " ",
    "user=u ",
    "é ",
    "a: b, ",
    "error: ",
    "http://h:80/x ",
    "token: None ",
    "\n",
    "\"q\" ",
    "Bearer ",
    "key=v;",
    "{ ",
    "eyJ ",
    "-----BEGIN X----- ",
    "--v ",
    "a://b:c/ ",
    "x=1&",
    "((",
    "::",
];
const AFTER: &[&str] = &[
    "",
    " ",
    " tail",
    "\n",
    " host=h",
    " a@b",
    ", b: c",
    "; d=e",
    "\nx: \"y\"",
    " u://v:w@x",
    " é",
];
const WORD: &[u8] = b"abcXYZ0189-_.~+/";
/// In a URL, an @ or a delimiter that nobody encoded; with both, nobody can tell where it ends.
const URL: &[u8] = b"abcXYZ01-_.~!$&()*+,;=:@%";
const RAW_URL: &[u8] = b"abcXYZ01-_.~!$&()*+,;=:%/?#'";
const QUOTED: &[u8] = b"abcXYZ01 -_.~!$&()*+,;=:@%/?#{}[]<>|";

fn written(chance: &mut Chance) -> (String, String) {
    let name = chance.one_of(NAME);
    match chance.below(11) {
        0 => form(chance, URL, |s| format!("postgres://ann:x{s}@db:5432/base?x=1")),
        1 => form(chance, b"abcXYZ01-_.~%", |s| format!("https://{s}@h/x")),
        2 => form(chance, WORD, |s| format!("{name}={s}")),
        3 => form(chance, WORD, |s| format!("{name}: {s}")),
        4 => form(chance, QUOTED, |s| format!("{name}=\"{s}\"")),
        5 => form(chance, QUOTED, |s| format!("{{\"{name}\": \"{s}\", \"a\": 1}}")),
        6 => form(chance, QUOTED, |s| format!("C {{ {name}: Some(\"{s}\"), a: 1 }}")),
        7 => form(chance, QUOTED, |s| format!("Authorization: Basic {s}\n")),
        8 => form(chance, RAW_URL, |s| format!("'postgres://ann:x{s}@db:5432/base'")),
        9 => form(chance, QUOTED, |s| format!("[(\"{name}\", \"{s}\")]")),
        _ => form(chance, WORD, |s| format!("Bearer {s}")),
    }
}

fn form(chance: &mut Chance, alphabet: &[u8], write: impl Fn(&str) -> String) -> (String, String) {
    let secret = chance.secret(alphabet);
    let written = write(&secret);
    (secret, written)
}

#[test]
fn no_credential_survives_in_text() {
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    for _ in 0..20_000 {
        let (secret, written) = written(&mut chance);
        let before = format!("{}{}", chance.one_of(AROUND), chance.one_of(AROUND));
        // A name needs an end on its left, or it is another name.
        let whole = format!("{before} {written}{}", chance.one_of(AFTER));
        let masked = text(&whole);
        assert!(!masked.contains("Zq"), "{secret:?} in {whole:?} became {masked:?}");
        assert_eq!(text(&masked), masked, "masked twice: {whole:?}");
    }
}

#[test]
fn no_credential_survives_on_a_command_line() {
    let mut chance = Chance(0xD1B5_4A32_D192_ED03);
    for _ in 0..10_000 {
        let secret = chance.secret(QUOTED);
        let name = chance.one_of(&["password", "api-key", "mytoken", "keypass", "client-secret"]);
        let mut line =
            vec![chance.one_of(&["run", "-v", "--x=1", "a=b", "--token-ttl=3"]).to_owned()];
        match chance.below(4) {
            0 => line.push(format!("--{name}={secret}")),
            1 => line.extend([format!("--{name}"), secret.clone()]),
            2 => line.push(format!("{}={secret}", chance.one_of(NAME))),
            _ => line.push(format!("sh -c '{}'", written(&mut chance).1)),
        }
        line.push(chance.one_of(&["tail", "--tail", "é", "-p"]).to_owned());
        let masked = command_line(&line);
        assert_eq!((masked.len(), masked.last()), (line.len(), line.last()));
        assert!(!masked.concat().contains("Zq"), "{line:?} became {masked:?}");
        assert_eq!(command_line(&masked), masked, "masked twice: {line:?}");
    }
}

#[test]
fn arbitrary_text_is_masked_once_and_for_all() {
    const PARTS: &[&str] = &[
        "password",
        "token",
        "=",
        ":",
        "://",
        "::",
        "@",
        "\"",
        "'",
        "\\",
        "\\\"",
        " ",
        "\n",
        "(",
        ")",
        "{",
        "[",
        "]",
        "}",
        ",",
        ";",
        "&",
        "é",
        "eyJa.eyJb.c",
        "Bearer ",
        "-----BEGIN PRIVATE KEY-----",
        "-----END",
        "Some(",
        "x",
        "--key",
        "***",
        "None",
        "1",
        "/",
        "?",
        "b\"",
        "Cookie",
        "@tcp(",
        "|",
    ];
    let mut chance = Chance(0x2545_F491_4F6C_DD1D);
    for _ in 0..40_000 {
        let count = 1 + chance.below(14);
        let whole: String = (0..count).map(|_| chance.one_of(PARTS)).collect();
        let masked = text(&whole);
        assert_eq!(text(&masked), masked, "masked twice: {whole:?}");
        command_line(&[whole.clone(), whole]);
    }
}

/// What makes the search for an end go far, again and again.
const HOSTILE: &[&str] = &[
    "://a:b/",
    "password=",
    "password=\"",
    "password=a,",
    "password:(",
    "\\\"",
    "eyJ",
    "Bearer ",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN ",
    "\"--key\" \"",
    "a@tcp(",
    " =",
    "a&",
    "token: None, ",
    "password='",
    "://a:",
    ";password=a ",
    "\"--key\" ",
    "(\"key_key\", \"",
    "(\"token\", ",
    "Cookie: ",
    "--key ",
    "password: a:",
    "'password",
    "sk-",
    "ghp_",
    "a:b@",
    "a:",
    "x:y@ ",
    "--user ",
    "curl -u (",
    "curl -u \"",
    "mysql -p'",
    "mysql -pa\\",
    "--auth x ",
    "password is ",
    "password is (",
    "password '",
    "password (a1",
    "token is (",
    "identified by '",
    "Basic YTpi ",
    "Basic YTp",
    "?sig=",
    "&code=(",
    "hooks.slack.com/services/a ",
    "api.telegram.org/bot",
    "password for ",
    "\\",
    "\"password=(",
    "\"password=a \"x",
    "'--key=''",
    "\"--key=a \"x",
    "mysql '-p''",
];

#[test]
fn long_hostile_text_takes_linear_time() {
    // Quadratic work would take minutes, not a moment: the test then does not end.
    for part in HOSTILE {
        let whole = part.repeat((1 << 17) / part.len());
        let masked = text(&whole);
        assert!(masked.len() <= 2 * whole.len(), "{part}");
        command_line(&[whole]);
    }
}
