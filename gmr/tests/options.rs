//! The forms that `derive(ConfigReport)` gives.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

mod forms;

use forms::{entry, keys, text};
use gmr::model::Value;
use gmr::{ConfigReport, to_value};

#[derive(ConfigReport)]
#[gmr(default)]
struct DatabaseConfig {
    /// Where the database
    /// listens.
    ///
    /// Behind the proxy.
    listen: u16,
    /** How many at once. */
    #[gmr(unit = "connections")]
    limit: Option<u8>,
    password: &'static str,
    #[gmr(flatten)]
    log: LogConfig,
}

#[derive(ConfigReport)]
struct LogConfig {
    level: &'static str,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        let log = LogConfig { level: "info" };
        DatabaseConfig { listen: 80, limit: None, password: "admin", log }
    }
}

#[test]
fn options_say_what_they_are_when_nobody_sets_them() {
    let log = LogConfig { level: "debug" };
    let form = to_value(&DatabaseConfig { listen: 81, limit: None, password: "hunter2", log });
    assert_eq!(keys(&form), ["listen", "limit", "password", "level"]);
    assert_eq!(entry(&form, "listen").default, Some(Value::Int(80)));
    assert_eq!(entry(&form, "limit").default, Some(Value::None));
    assert_eq!(entry(&form, "level").default, Some(text("info")));
    assert_eq!(entry(&form, "password").value, Value::Secret);
    assert_eq!(entry(&form, "password").default, None);
}

#[test]
fn the_schema_is_known_without_a_value() {
    let names: Vec<&str> = DatabaseConfig::FIELDS.iter().map(|field| field.name).collect();
    assert_eq!(names, ["listen", "limit", "password"]);
    assert_eq!(DatabaseConfig::FIELDS[0].help, "Where the database listens.");
    assert_eq!(DatabaseConfig::FIELDS[1].help, "How many at once.");
    assert_eq!(DatabaseConfig::FIELDS[1].unit, "connections");
    let form = to_value(&DatabaseConfig::default());
    assert_eq!(entry(&form, "listen").help, "Where the database listens.");
}

#[test]
fn a_group_is_named_after_its_type() {
    #[derive(ConfigReport)]
    struct Settings {
        a: u8,
    }
    #[derive(ConfigReport)]
    struct HttpServerOpts {
        a: u8,
    }
    #[derive(ConfigReport)]
    #[gmr(group = "the cache", rename_all = "SCREAMING-KEBAB-CASE")]
    struct CacheConfig {
        max_size: u8,
    }
    assert_eq!(DatabaseConfig::GROUP, "database");
    assert_eq!(Settings::GROUP, "default");
    assert_eq!(HttpServerOpts::GROUP, "http_server");
    assert_eq!(CacheConfig::GROUP, "the cache");
    assert_eq!(CacheConfig::FIELDS[0].name, "MAX-SIZE");
}
