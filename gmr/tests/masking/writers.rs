//! Writers of texts that hold a credential: each encodes it as a program would.

/// A text with a credential.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) text: String,
    /// The credential as it stands there.
    pub(crate) secret: String,
    /// What must stay visible.
    pub(crate) kept: &'static [&'static str],
}

pub(crate) type Writer = fn(name: &str, secret: &str) -> Sample;

fn sample(kept: &'static [&'static str], secret: String, write: impl Fn(&str) -> String) -> Sample {
    Sample { text: write(&secret), secret, kept }
}

/// Only these bytes are plain in every part of a URL.
fn percent(secret: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    let encode = |b: u8| if is_plain(b) { char::from(b).into() } else { format!("%{b:02X}") };
    secret.bytes().map(encode).collect()
}

/// The credential without what such a text cannot hold.
fn without(secret: &str, odd: &str) -> String {
    secret.chars().map(|c| if odd.contains(c) || c.is_whitespace() { 'X' } else { c }).collect()
}

/// A backslash is left out: whether it escapes the quote behind it, only the reader knows.
fn doubled(secret: &str, quote: char) -> String {
    secret.replace('\\', "X").replace(quote, &format!("{quote}{quote}"))
}

fn json(secret: &str) -> String {
    let quoted = serde_json::to_string(secret).unwrap();
    quoted[1..quoted.len() - 1].to_owned()
}

fn debug(secret: &str) -> String {
    let quoted = format!("{secret:?}");
    quoted[1..quoted.len() - 1].to_owned()
}

fn shell(secret: &str) -> String {
    no_option(secret).replace('\\', "X").replace('\'', r"'\''")
}

/// Among arguments, what looks like an option is taken for one.
fn no_option(secret: &str) -> String {
    secret.replace("--", "-x-")
}

fn letters(secret: &str, length: usize) -> String {
    let plain = secret.chars().filter(char::is_ascii_alphanumeric);
    plain.chain("0aZ9".chars().cycle()).take(length).collect()
}

fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |bytes: &[u8]| {
        let at = |at: usize| u32::from(bytes.get(at).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        let digit = |place: usize| char::from(DIGITS[(bits >> (18 - 6 * place) & 63) as usize]);
        (0..4).map(|at| if at <= bytes.len() { digit(at) } else { '=' }).collect::<String>()
    };
    text.as_bytes().chunks(3).map(group).collect()
}

const DB: &[&str] = &["ann", "db.example.com", "shop"];

pub(crate) const URLS: &[Writer] = &[
    |_, s| sample(DB, percent(s), |s| format!("postgres://ann:{s}@db.example.com:5432/shop")),
    |_, s| sample(DB, percent(s), |s| format!("amqp://ann:{s}@db.example.com/shop?heartbeat=5")),
    |_, s| sample(DB, percent(s), |s| format!("mongodb+srv://ann:{s}@db.example.com/shop?w=1")),
    |_, s| sample(&["cache", "6379"], percent(s), |s| format!("redis://:{s}@cache:6379/0")),
    |_, s| sample(&["h.example.com"], percent(s), |s| format!("https://{s}@h.example.com/x")),
    // What is not encoded: the last @ ends it, whatever is in it.
    |_, s| {
        let raw = without(s, "/?#\"'`<>\\");
        sample(DB, raw, |s| format!("mysql://ann:{s}@db.example.com:3306/shop"))
    },
    |_, s| {
        let raw = without(s, "\"'`<>\\/");
        sample(&["ann", "db:3306", "shop"], raw, |s| format!("ann:{s}@tcp(db:3306)/shop"))
    },
    |_, s| {
        let raw = without(s, "\"'`<>\\/");
        sample(&["ann", "db.example.com"], raw, |s| format!("ann:{s}@db.example.com:5432"))
    },
    |name, s| {
        let write = |s: &str| format!("jdbc:postgresql://db.example.com/shop?user=ann&{name}={s}");
        sample(DB, percent(s), write)
    },
    |name, s| sample(&["page=2"], percent(s), |s| format!("/api/x?{name}={s}&page=2")),
    |_, s| sample(&["h/o", "se=2"], percent(s), |s| format!("https://h/o?sv=1&sig={s}&se=2")),
    |_, s| {
        let write =
            |s: &str| format!("https://b.s3.example.com/o?X-Amz-Signature={s}&X-Amz-Expires=60");
        sample(&["b.s3.example.com", "Expires=60"], percent(s), write)
    },
    |_, s| {
        let write = |s: &str| format!("https://h/cb?state=ok&code={s}x");
        sample(&["h/cb", "state=ok"], percent(s), write)
    },
];

pub(crate) const PAIRS: &[Writer] = &[
    // libpq.
    |name, s| {
        let quoted = s.replace('\\', r"\\").replace('\'', r"\'");
        let write = |s: &str| format!("host=db.example.com user=ann {name}='{s}' dbname=shop");
        sample(DB, quoted, write)
    },
    |name, s| {
        let raw = without(s, "\"'`\\()[]{},;&");
        sample(DB, raw, |s| format!("host=db.example.com user=ann {name}={s} dbname=shop"))
    },
    // ADO.NET and ODBC.
    |name, s| {
        let quoted = doubled(s, '"');
        let write =
            |s: &str| format!("Server=db.example.com;User=ann;{name}=\"{s}\";Database=shop");
        sample(DB, quoted, write)
    },
    |name, s| {
        let quoted = doubled(s, '\'');
        let write = |s: &str| format!("Server=db.example.com;User=ann;{name}='{s}';Database=shop");
        sample(DB, quoted, write)
    },
    |name, s| {
        let raw = without(s, "\"'`\\()[]{},;&=:");
        let write = |s: &str| format!("Server=db.example.com;User=ann;{name}={s};Database=shop");
        sample(DB, raw, write)
    },
    |_, s| {
        let braced = without(s, "\"'`\\()[]{}");
        let write = |s: &str| {
            format!("Driver={{x}};Server=db.example.com;Uid=ann;Pwd={{{s}}};Database=shop")
        };
        sample(DB, braced, write)
    },
    // Settings and logs.
    |name, s| sample(&["level=info"], json(s), |s| format!("{name} = \"{s}\"\nlevel=info")),
    |name, s| sample(&["port: 1"], doubled(s, '\''), |s| format!("{name}: '{s}'\nport: 1")),
    |name, s| {
        let raw = without(s, "\"'`\\()[]{},;&");
        sample(&["level=info", "user=ann"], raw, |s| format!("level=info {name}={s} user=ann"))
    },
    |name, s| {
        let raw = without(s, "\"'`\\()[]{},;&");
        sample(&["user=ann"], raw, |s| format!("user=ann, {name}: {s}, x"))
    },
];

pub(crate) const FORMS: &[Writer] = &[
    |name, s| {
        sample(DB, json(s), |s| {
            format!(r#"{{"user":"ann","{name}":"{s}","h":["db.example.com","shop"]}}"#)
        })
    },
    |name, s| {
        sample(&["ann", "\"n\": 1"], json(s), |s| {
            format!("{{\n  \"user\": \"ann\",\n  \"{name}\": \"{s}\",\n  \"n\": 1\n}}")
        })
    },
    |name, s| {
        sample(&["ann", "port: 1"], debug(s), |s| {
            format!("C {{ user: \"ann\", {name}: \"{s}\", port: 1 }}")
        })
    },
    |name, s| {
        sample(&["ann", "port: 1"], debug(s), |s| {
            format!("C {{ user: \"ann\", {name}: Some(\"{s}\"), port: 1 }}")
        })
    },
    |name, s| {
        sample(&["ann"], debug(s), |s| {
            format!("C {{\n    user: \"ann\",\n    {name}: Some(\n        \"{s}\",\n    ),\n}}")
        })
    },
    |name, s| {
        sample(&["USER", "ann", "LANG"], debug(s), |s| {
            format!(r#"[("USER", "ann"), ("{name}", "{s}"), ("LANG", "C")]"#)
        })
    },
    |name, s| {
        sample(&["ann"], debug(s), |s| format!(r#"{{"user": "ann", "{name}": ["{s}", "{s}"]}}"#))
    },
    |name, s| {
        sample(&["ann"], debug(s), |s| format!(r#"Conf {{ user: "ann", {name}: Wrapper("{s}") }}"#))
    },
];

pub(crate) const HEADERS: &[Writer] = &[
    |_, s| {
        sample(&["Host: h", "Accept"], base64(&format!("ann:{s}")), |s| {
            format!("Host: h\r\nAuthorization: Basic {s}\r\nAccept: */*")
        })
    },
    |_, s| {
        sample(&["sent", "to h"], base64(&format!("ann:{}", without(s, ""))), |s| {
            format!("sent Basic {s} to h")
        })
    },
    |_, s| {
        sample(&["Host: h"], without(s, ""), |s| {
            format!("Host: h\r\nProxy-Authorization: Digest u=\"ann\", r={s}\r\n")
        })
    },
    |_, s| sample(&["Accept: x"], percent(s), |s| format!("Cookie: a=b; sid={s}; c=d\nAccept: x")),
    |_, s| {
        sample(&["Accept: x"], percent(s), |s| {
            format!("Set-Cookie: sid={s}; Path=/; HttpOnly\nAccept: x")
        })
    },
    |_, s| {
        sample(&["Accept: x"], without(s, "\"'`\\()[]{},;&"), |s| {
            format!("X-Api-Key: {s}\nAccept: x")
        })
    },
    |_, s| {
        sample(&["accept"], json(s), |s| format!(r#"{{"authorization": "{s}", "accept": "x"}}"#))
    },
    |_, s| sample(&["sent", "to h"], letters(s, 20), |s| format!("sent Bearer {s} to h")),
];

pub(crate) const TOKENS: &[Writer] = &[
    |_, s| sample(&["with", "now"], format!("ghp_{}", letters(s, 36)), |s| format!("with {s} now")),
    |_, s| sample(&["with"], format!("github_pat_{}", letters(s, 40)), |s| format!("with ({s})")),
    |_, s| sample(&["with"], format!("glpat-{}", letters(s, 20)), |s| format!("with \"{s}\"")),
    |_, s| {
        sample(&["with"], format!("xoxb-1234567890-{}", letters(s, 12)), |s| format!("with: {s}"))
    },
    |_, s| sample(&["with"], format!("sk-0{}", letters(s, 40)), |s| format!("with={s}")),
    |_, s| {
        sample(&["with"], format!("AKIA{}", letters(s, 16).to_uppercase()), |s| {
            format!("with {s}.")
        })
    },
    |_, s| {
        let jwt = format!("eyJ{}.eyJ{}.{}", letters(s, 8), letters(s, 9), letters(s, 12));
        sample(&["with", "now"], jwt, |s| format!("with {s} now"))
    },
    |_, s| {
        let body = format!("{}\n{}", letters(s, 64), letters(s, 40));
        let write = |s: &str| {
            format!("k:\n-----BEGIN RSA PRIVATE KEY-----\n{s}\n-----END RSA PRIVATE KEY-----\nz")
        };
        sample(&["RSA", "z"], body, write)
    },
];

pub(crate) const SENTENCES: &[Writer] = &[
    |_, s| {
        sample(&["ann"], without(s, "\"'`\\()[]{}"), |s| format!("the password for ann is {s}7"))
    },
    |_, s| sample(&["ann", "now"], doubled(s, '\''), |s| format!("ann: the password is '{s}' now")),
    |_, s| {
        sample(&["CREATE USER ann"], doubled(s, '\''), |s| {
            format!("CREATE USER ann IDENTIFIED BY '{s}'")
        })
    },
    |_, s| {
        sample(&["ROLE ann"], doubled(s, '\''), |s| format!("ALTER ROLE ann WITH PASSWORD '{s}';"))
    },
    |_, s| sample(&["api key"], letters(s, 16), |s| format!("your api key is {s}7")),
];

pub(crate) const COMMANDS: &[Writer] = &[
    |_, s| sample(&["ann", "https://h"], shell(s), |s| format!("curl -u 'ann:{s}' https://h")),
    |_, s| sample(&["ann", "shop"], shell(s), |s| format!("mysql -u ann -p'{s}' shop")),
    |name, s| sample(&["-v", "tail"], shell(s), |s| format!("run -v --{name} '{s}' tail")),
    |name, s| sample(&["-v", "tail"], shell(s), |s| format!("run -v --{name}='{s}' tail")),
    |_, s| {
        sample(&["ann", "tail"], without(s, "\"'`\\()[]{},;&$<>|"), |s| {
            format!("curl -sSu ann:{s} tail")
        })
    },
    |_, s| sample(&["ann", "tail"], shell(s), |s| format!("PGPASSWORD='{s}' psql -U ann tail")),
    |_, s| {
        let raw = without(s, "\"'`\\()[]{},;&");
        sample(&["h.example.com"], raw, |s| format!("curl -H 'X-Api-Key: {s}' h.example.com"))
    },
    |_, s| {
        sample(&["ann", "tail"], debug(&no_option(s)), |s| {
            format!(r#""mysql" "-uann" "-p{s}" "tail""#)
        })
    },
    |name, s| {
        sample(&["run", "tail"], debug(&no_option(s)), |s| {
            format!(r#"["run", "--{name}", "{s}", "tail"]"#)
        })
    },
];
