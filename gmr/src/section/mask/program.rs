//! Programs whose short options take a secret.

use super::option::Takes::{self, Login, Secret};

/// What the options of a program take.
#[derive(Debug)]
pub(super) struct Program {
    names: &'static [&'static str],
    /// Each with its dashes.
    options: &'static [(&'static str, Takes)],
    /// Whether a value may be the next word; it may always be glued to a short option.
    apart: bool,
}

const PROGRAMS: &[Program] = &[
    Program {
        names: &[
            "mariadb",
            "mariadb-admin",
            "mariadb-dump",
            "mysql",
            "mysqladmin",
            "mysqlcheck",
            "mysqldump",
            "mysqlimport",
            "mysqlshow",
            "mysqlslap",
        ],
        options: &[("-p", Secret)],
        apart: false,
    },
    Program { names: &["7z", "7za", "7zz"], options: &[("-p", Secret)], apart: false },
    Program {
        names: &["curl"],
        options: &[
            ("-u", Login(b':')),
            ("-U", Login(b':')),
            ("--user", Login(b':')),
            ("--proxy-user", Login(b':')),
            ("-E", Login(b':')),
            ("--cert", Login(b':')),
            ("--proxy-cert", Login(b':')),
            ("-b", Secret),
        ],
        apart: true,
    },
    Program {
        names: &["http", "https", "xh", "xhs"],
        options: &[("-a", Login(b':'))],
        apart: true,
    },
    Program { names: &["lftp"], options: &[("-u", Login(b','))], apart: true },
    Program {
        names: &["smbclient", "rpcclient", "smbget", "smbmap"],
        options: &[("-U", Login(b'%'))],
        apart: true,
    },
    Program { names: &["redis-cli", "valkey-cli"], options: &[("-a", Secret)], apart: true },
    Program {
        names: &[
            "cqlsh",
            // `docker login`, `helm registry login` and their kin.
            "login",
            "mongo",
            "mongodump",
            "mongoexport",
            "mongoimport",
            "mongorestore",
            "mongosh",
            "sshpass",
        ],
        options: &[("-p", Secret)],
        apart: true,
    },
    Program {
        names: &["ldapadd", "ldapdelete", "ldapmodify", "ldappasswd", "ldapsearch", "ldapwhoami"],
        options: &[("-w", Secret)],
        apart: true,
    },
    Program {
        names: &[
            "bcp",
            "ipmitool",
            "mosquitto_pub",
            "mosquitto_sub",
            "sqlcmd",
            "tsql",
            "unzip",
            "zip",
        ],
        options: &[("-P", Secret)],
        apart: true,
    },
    Program {
        names: &["snmpbulkwalk", "snmpget", "snmpset", "snmpwalk"],
        options: &[("-A", Secret), ("-X", Secret), ("-c", Secret)],
        apart: true,
    },
];

impl Program {
    /// The program that is called by this word, which may be a path.
    pub(super) fn named(word: &str) -> Option<&'static Program> {
        let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = name.strip_suffix(".exe").unwrap_or(name);
        PROGRAMS.iter().find(|program| program.names.contains(&name))
    }

    /// What a value takes that is the next word, or follows a `=`.
    pub(super) fn takes(&self, option: &str) -> Option<Takes> {
        let long = option.starts_with("--");
        let mut options = self.options.iter().filter(|_| self.apart);
        let found = options.find(|(name, _)| option == *name || (!long && ends_in(option, name)));
        found.map(|(_, takes)| *takes)
    }

    /// What a value takes that is glued to its option, as in `-pV`.
    pub(super) fn takes_glued(&self, option: &str) -> Option<Takes> {
        let is_glued = |name: &str| name.len() == 2 && option.starts_with(name);
        self.options.iter().find(|(name, _)| is_glued(name)).map(|(_, takes)| *takes)
    }
}

/// Whether short options stand together and the last is this one: `-sSu`.
fn ends_in(options: &str, name: &str) -> bool {
    let letters = options.trim_start_matches('-');
    letters.len() < 6
        && letters.bytes().all(|b| b.is_ascii_alphabetic())
        && name.strip_prefix('-').is_some_and(|letter| letters.ends_with(letter))
}
