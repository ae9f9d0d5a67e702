//! `#[gmr(sources = path)]`, beside defaults and secrets.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

use gmr::model::{Content, Entry, Report, Section, Value};
use gmr::{ConfigReport, ReportValue};
use std::borrow::Cow;
use std::sync::RwLock;
use std::time::Duration;

/// What the text view says of a group of options.
fn text(value: &impl ReportValue) -> String {
    let mut report = Report::clone(&gmr::collect());
    let groups = Value::Map(vec![Entry::new("group", gmr::to_value(value))]);
    report.sections = vec![Section::new("Foreign", Content::Configuration(groups))];
    let text = gmr::view::text(&report);
    let (_, options) = text.split_once("\ngroup: \n").unwrap();
    options.split_once("End of Guru").unwrap().0.to_owned()
}

#[derive(ConfigReport)]
#[gmr(sources = origin)]
struct Config {
    #[gmr(default = "127.0.0.1:1")]
    listen: &'static str,
    #[gmr(default = Duration::from_secs(600))]
    token_ttl: Duration,
    #[gmr(default = 4, unit = "threads")]
    workers: u8,
    #[gmr(default)]
    tags: Vec<&'static str>,
    api_key: &'static str,
    #[gmr(secret)]
    pin: u16,
    #[gmr(default)]
    limits: Limits,
    #[gmr(default)]
    unchanged: Limits,
    peers: Vec<Peer>,
    #[gmr(flatten)]
    log: Log,
    own: RwLock<Own>,
}

#[derive(ConfigReport, Default)]
struct Limits {
    body: u8,
    head: u8,
}

#[derive(ConfigReport)]
struct Peer {
    host: &'static str,
}

/// Its options stand beside those of `Config`, whose sources know them.
#[derive(ConfigReport)]
#[gmr(sources = nobody)]
struct Log {
    level: &'static str,
}

/// Its own sources know what those around it do not.
#[derive(ConfigReport)]
#[gmr(sources = of_own)]
struct Own {
    first: u8,
    second: u8,
}

fn origin(path: &str) -> Option<Cow<'static, str>> {
    let known = match path {
        "listen" => "env NOVA_LISTEN",
        "workers" | "tags" | "limits.body" => "nova.toml",
        "token_ttl" => "default",
        "api_key" => "https://nova:hunter2@vault/key",
        "unchanged.head" => "nova.toml",
        "peers.1.host" => "peers.toml",
        "level" => return Some(Cow::Owned(format!("env {}", path.to_uppercase()))),
        "own.first" => "around it",
        _ => return None,
    };
    Some(known.into())
}

fn nobody(path: &str) -> Option<String> {
    panic!("{path} is not asked for here")
}

fn of_own(path: &str) -> Option<&'static str> {
    ["first", "second"].contains(&path).then_some("its own")
}

fn config() -> Config {
    Config {
        listen: "0.0.0.0:1",
        token_ttl: Duration::from_secs(600),
        workers: 4,
        tags: vec!["a"],
        api_key: "hunter2",
        pin: 1234,
        limits: Limits { body: 9, head: 0 },
        unchanged: Limits::default(),
        peers: vec![Peer { host: "a" }, Peer { host: "b" }],
        log: Log { level: "debug" },
        own: RwLock::new(Own { first: 1, second: 2 }),
    }
}

const TEXT: &str = "  listen = 0.0.0.0:1  (env NOVA_LISTEN; default: 127.0.0.1:1)
  token_ttl = 600s  (default)
  workers = 4 threads  (nova.toml; default)
  tags = (nova.toml; default: [])
    a
  api_key = ***  (https://nova:***@vault/key)
  pin = ***
  limits = 
    body = 9  (nova.toml; default: 0)
    head = 0  (default)
  unchanged = (default)
    body = 0
    head = 0  (nova.toml)
  peers = 
    [dict]
      host = a
    [dict]
      host = b  (peers.toml)
  level = debug  (env LEVEL)
  own = 
    first = 1  (around it)
    second = 2  (its own)
";

#[test]
fn a_source_stands_beside_its_value_and_its_default() {
    let text = text(&config());
    assert_eq!(text, TEXT, "\n{text}");
}

#[test]
fn what_is_locked_is_not_asked_for() {
    let config = config();
    let _guard = config.own.write().unwrap();
    assert_eq!(text(&config).lines().last(), Some("  own = <locked for writing>"));
}

#[test]
fn sources_that_panic_in_a_group_cost_nothing_around_it() {
    #[derive(ConfigReport)]
    struct Outer {
        before: u8,
        inner: Inner,
        after: u8,
    }
    #[derive(ConfigReport)]
    #[gmr(sources = nobody)]
    struct Inner {
        one: u8,
        two: u8,
    }
    let outer = || Outer { before: 1, inner: Inner { one: 2, two: 3 }, after: 4 };
    let _guard = gmr::register("Outer", outer);
    let report = gmr::collect();
    let section = report.section("Outer").unwrap();
    assert!(report.is_complete(), "{section:?}");
    let Content::Value(Value::Map(entries)) = &section.content else { panic!("{section:?}") };
    let values: Vec<_> = entries.iter().map(|entry| (&*entry.key, &entry.value)).collect();
    let Value::Map(inner) = values[1].1 else { panic!("{values:?}") };
    assert_eq!((values[0], values[2]), (("before", &Value::Int(1)), ("after", &Value::Int(4))));
    assert_eq!((&inner[0].value, &inner[1].value), (&Value::Int(2), &Value::Int(3)));
    let unknown = inner[0].source.as_deref().unwrap();
    assert!(unknown.starts_with("source unknown: panicked: one is not asked for"), "{unknown}");
    assert_eq!(inner[1].source, None);
}
