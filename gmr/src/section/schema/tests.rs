#![allow(clippy::unwrap_used, dead_code)]

use super::*;
use gmr::ConfigReport;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};

#[derive(ConfigReport)]
struct Config {
    /// Where the service
    /// listens.
    ///
    /// Not this paragraph.
    #[gmr(env = "NOVA_LISTEN", default = "[::]:80")]
    listen: String,
    #[gmr(unit = "MiB", default = 4)]
    size: u16,
    #[gmr(default)]
    name: Option<String>,
    api_key: String,
    private_key: PathBuf,
    max_tokens: Option<u32>,
    #[gmr(default)]
    tokens: Vec<String>,
    #[gmr(secret)]
    pin: u32,
    #[gmr(show, default = "vault")]
    secret: String,
    #[gmr(skip)]
    skipped: u8,
    /// What is kept.
    cache: Cache,
    #[gmr(default = Disk { path: "/srv".into(), limit: 9 })]
    disk: Arc<RwLock<Option<Disk>>>,
    #[gmr(flatten)]
    log: Log,
    #[gmr(rename = "next one")]
    next: Option<Box<Config>>,
}

#[derive(ConfigReport, Default)]
#[gmr(default)]
struct Cache {
    keys: u64,
    passwords: Disk,
}

#[derive(ConfigReport, Default, Clone)]
struct Disk {
    path: String,
    #[gmr(default = 7)]
    limit: u8,
}

#[derive(ConfigReport)]
struct Log {
    #[gmr(default = "info")]
    level: String,
}

const SAMPLE: &str = r##"# Where the service listens.
# String; env NOVA_LISTEN
#listen = "[::]:80"

# u16; in MiB
#size = 4

# Option<String>; unset by default
#name =

# String; masked in reports
#api_key =

# PathBuf
#private_key =

# Option<u32>
#max_tokens =

# Vec<String>; masked in reports
#tokens =

# u32; masked in reports
#pin =

# String
#secret = "vault"

# String
#level = "info"

# Option<Box<Config>>
#"next one" =

# What is kept.
[cache]

# u64
#keys = 0

[cache.passwords]

# String; masked in reports
#path =

# u8
#limit = 0

[disk]

# String
#path = "/srv"

# u8
#limit = 9
"##;

#[test]
fn every_option_is_in_the_sample() {
    let text = schema::<Config>().to_string();
    assert_eq!(text, SAMPLE, "\n{text}");
}

#[test]
fn the_schema_of_a_holder_is_that_of_what_it_holds() {
    assert_eq!(schema::<Arc<RwLock<Config>>>(), schema::<Config>());
    assert_eq!(schema::<Option<Cache>>().group, "cache");
}

#[test]
fn the_options_of_groups_are_found_by_their_paths() {
    let schema = schema::<Config>();
    let paths: Vec<&str> = schema.iter().map(|option| option.path.as_str()).collect();
    let groups = ["cache.keys", "cache.passwords.path", "cache.passwords.limit", "disk.path"];
    for path in ["listen", "level", "next one"].into_iter().chain(groups) {
        assert!(paths.contains(&path), "no {path} in {paths:?}");
    }
    assert!(!paths.contains(&"cache"));
    let limit = schema.iter().find(|option| option.path == "disk.limit").unwrap();
    assert_eq!((limit.ty, &limit.default), ("u8", &Some(Value::Int(9))));
}

#[test]
fn the_defaults_of_a_group_are_its_own_if_nobody_around_it_says_other() {
    #[derive(ConfigReport)]
    struct Outer {
        disk: Disk,
    }
    let text = schema::<Outer>().to_string();
    assert_eq!(text, "[disk]\n\n# String\n#path =\n\n# u8\n#limit = 7\n");
}

#[test]
fn a_default_that_holds_a_credential_is_masked() {
    #[derive(ConfigReport)]
    struct Database {
        #[gmr(default = "postgres://nova:hunter2@db/nova")]
        url: String,
    }
    let text = schema::<Database>().to_string();
    assert_eq!(text, "# String\n#url = \"postgres://nova:***@db/nova\"\n");
}

#[test]
fn what_a_field_says_of_its_default_counts_before_what_its_type_says() {
    #[derive(ConfigReport)]
    #[gmr(default)]
    struct Server {
        #[gmr(default = 8080)]
        port: u16,
    }
    impl Default for Server {
        fn default() -> Self {
            Server { port: 80 }
        }
    }
    assert_eq!(schema::<Server>().to_string(), "# u16\n#port = 8080\n");
    let report = crate::section::to_value(&Server { port: 80 });
    assert_eq!(report.to_string(), "port = 80  (default: 8080)");
}

#[test]
fn a_group_that_is_flattened_into_itself_has_an_end() {
    #[derive(ConfigReport)]
    struct Layer {
        #[gmr(default = 7)]
        depth: u8,
        #[gmr(flatten)]
        below: Option<Box<Layer>>,
        #[gmr(flatten)]
        above: Option<Box<Layer>>,
    }
    assert_eq!(schema::<Layer>().to_string(), "# u8\n#depth = 7\n");
    let layer = |below| Layer { depth: 7, below, above: None };
    let report = crate::section::to_value(&layer(Some(Box::new(layer(None)))));
    assert_eq!(report.entry("depth"), Some(&Value::Int(7)));
}
