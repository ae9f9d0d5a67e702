//! The forms that `derive(ConfigReport)` gives.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

mod forms;

use forms::{entry, keys, text};
use gmr::model::Value;
use gmr::{ConfigReport, to_value};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

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
    assert_eq!(names, ["listen", "limit", "password", "log"]);
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

#[test]
fn the_schema_leads_into_groups_by_their_type() {
    #[derive(ConfigReport)]
    struct AppConfig {
        #[gmr(env = "APP_PORT", help = "Where it listens.")]
        /// For who reads the source.
        port: Option<std::num::NonZeroU16>,
        database: std::sync::Arc<DatabaseConfig>,
        cache: Option<LogConfig>,
        #[gmr(flatten)]
        log: LogConfig,
        #[gmr(secret)]
        hidden: LogConfig,
        next: Option<Box<AppConfig>>,
    }
    let [port, database, cache, log, hidden, next] = AppConfig::FIELDS else {
        panic!("{:?}", AppConfig::FIELDS)
    };
    assert_eq!((port.env, port.help), ("APP_PORT", "Where it listens."));
    assert_eq!(port.ty, "Option<std::num::NonZeroU16>");
    assert!(port.fields.is_none() && hidden.fields.is_none());
    assert_eq!(database.fields.unwrap()()[0].name, "listen");
    assert_eq!(database.ty, "std::sync::Arc<DatabaseConfig>");
    assert!(log.flatten && !cache.flatten);
    assert_eq!(log.fields.unwrap()()[0].name, "level");
    // A group may hold its own kind.
    assert_eq!(next.fields.unwrap()().len(), AppConfig::FIELDS.len());
    assert!(format!("{next:?}").contains("AppConfig"));
}

fn number() -> u8 {
    7
}

#[test]
fn a_field_says_what_it_is_when_nobody_sets_it() {
    #[derive(ConfigReport)]
    struct Each {
        #[gmr(default = 8080)]
        literal: u16,
        #[gmr(default = -1)]
        negative: i8,
        #[gmr(default = number() + 1)]
        expression: u8,
        #[gmr(default)]
        flag: bool,
        #[gmr(default = false)]
        off: bool,
        #[gmr(default = "/etc/app")]
        path: std::path::PathBuf,
        #[gmr(default = Duration::from_secs(5), with = Duration::as_secs, unit = "s")]
        shown: Duration,
        #[gmr(default = 0.25, format = "{:.1}")]
        formatted: f64,
        #[gmr(default = 1, skip_if = |n| *n == 9)]
        left_out: u8,
        unsaid: u8,
    }
    let form = to_value(&Each {
        literal: 80,
        negative: -1,
        expression: 8,
        flag: true,
        off: false,
        path: "/etc/app".into(),
        shown: Duration::from_secs(6),
        formatted: 0.5,
        left_out: 9,
        unsaid: 1,
    });
    let default = |key| entry(&form, key).default.clone();
    assert_eq!(default("literal"), Some(Value::Int(8080)));
    assert_eq!(default("negative"), Some(Value::Int(-1)));
    assert_eq!(default("expression"), Some(Value::Int(8)));
    assert_eq!(default("flag"), Some(Value::Bool(false)));
    assert_eq!(default("off"), Some(Value::Bool(false)));
    assert_eq!(default("path"), Some(text("/etc/app")));
    assert_eq!(default("shown"), Some(Value::Int(5)));
    assert_eq!(default("formatted"), Some(text("0.2")));
    assert_eq!(default("unsaid"), None);
    assert!(!keys(&form).contains(&"left_out"));
}

macro_rules! option {
    ($name:ident, $field:ident: $ty:ty = $default:expr, $skip_if:expr) => {
        #[derive(ConfigReport)]
        struct $name {
            #[gmr(default = $default, skip_if = $skip_if)]
            $field: $ty,
        }
    };
}

#[test]
fn what_macro_rules_passes_is_one_expression() {
    option!(Made, size: Option<(u8, &'static str)> = Some(1 + 2), |size| size.is_none());
    option!(Sum, size: u8 = 1 + 2, |size: &u8| *size == 0 || *size > 9);
    assert_eq!(Made::FIELDS[0].ty, "Option<(u8, &'static str)>");
    assert_eq!(entry(&to_value(&Sum { size: 4 }), "size").default, Some(Value::Int(3)));
    assert_eq!(keys(&to_value(&Sum { size: 10 })), [""; 0]);
    assert_eq!(keys(&to_value(&Made { size: None })), [""; 0]);
}

/// The defaults of what is inside, and of what is outside.
#[test]
fn whoever_is_further_out_says_what_the_default_is() {
    #[derive(ConfigReport)]
    struct Inner {
        #[gmr(default = 1)]
        size: u8,
        #[gmr(default = 2)]
        count: u8,
    }
    #[derive(ConfigReport)]
    struct Plain {
        inner: Inner,
        many: Vec<Inner>,
    }
    #[derive(ConfigReport)]
    #[gmr(default)]
    struct Whole {
        inner: Inner,
        #[gmr(flatten)]
        flat: Inner,
        #[gmr(default = 30)]
        own: u8,
    }
    #[derive(ConfigReport)]
    struct Flat {
        #[gmr(flatten)]
        inner: Mutex<Inner>,
    }
    impl Default for Whole {
        fn default() -> Self {
            let ten = || Inner { size: 10, count: 20 };
            Whole { inner: ten(), flat: ten(), own: 0 }
        }
    }
    let one = || Inner { size: 3, count: 4 };
    let form = to_value(&Plain { inner: one(), many: vec![one()] });
    let inner = form.entry("inner").unwrap();
    assert_eq!(entry(inner, "size").default, Some(Value::Int(1)));
    assert_eq!(entry(&form, "inner").default, None);
    let Some(Value::List(many)) = form.entry("many") else { panic!("no list") };
    assert_eq!(entry(&many[0], "count").default, Some(Value::Int(2)));

    let form = to_value(&Whole { inner: one(), flat: one(), own: 1 });
    let inner = form.entry("inner").unwrap();
    assert_eq!(entry(inner, "size").default, Some(Value::Int(10)));
    assert_eq!(entry(&form, "count").default, Some(Value::Int(20)));
    assert_eq!(entry(&form, "own").default, Some(Value::Int(30)));

    let form = to_value(&Flat { inner: Mutex::new(one()) });
    assert_eq!(entry(&form, "size").default, Some(Value::Int(1)));
}

#[test]
fn the_schema_knows_the_default_that_a_report_shows() {
    #[derive(ConfigReport)]
    #[gmr(default)]
    struct Whole {
        size: u8,
        #[gmr(default = 30)]
        own: u8,
    }
    impl Default for Whole {
        fn default() -> Self {
            Whole { size: 10, own: 20 }
        }
    }
    let form = to_value(&Whole { size: 1, own: 2 });
    let schema = gmr::schema::<Whole>();
    for option in &schema.options {
        assert_eq!(option.default, entry(&form, option.name).default, "{}", option.name);
    }
    assert!(schema.to_string().contains("#own = 30"), "{schema}");
}

#[test]
fn a_secret_is_never_compared() {
    #[derive(ConfigReport)]
    #[gmr(default)]
    struct Keys {
        password: Option<&'static str>,
        #[gmr(secret)]
        pin: u8,
        tokens: Tokens,
    }
    #[derive(ConfigReport)]
    struct Tokens {
        api: Option<&'static str>,
        count: u8,
    }
    impl Default for Keys {
        fn default() -> Self {
            let tokens = Tokens { api: Some("hunter3"), count: 1 };
            Keys { password: Some("hunter2"), pin: 17, tokens }
        }
    }
    for tokens in [Tokens { api: None, count: 2 }, Tokens { api: Some("x"), count: 2 }] {
        let form = to_value(&Keys { password: None, pin: 17, tokens });
        assert_eq!(entry(&form, "password").default, None);
        assert_eq!(entry(&form, "pin").default, None);
        let tokens = form.entry("tokens").unwrap();
        assert_eq!(entry(tokens, "api").default, None, "the name of the group says it");
        assert_eq!(entry(tokens, "count").default, Some(Value::Int(1)));
        assert!(!format!("{form:?}").contains("hunter"), "{form:?}");
    }
}

#[test]
fn a_default_is_made_once_for_each_group_that_has_it() {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    #[derive(ConfigReport)]
    #[gmr(default)]
    struct Deepest {
        size: u8,
    }
    impl Default for Deepest {
        fn default() -> Self {
            MADE.fetch_add(1, Ordering::Relaxed);
            Deepest { size: 1 }
        }
    }
    #[derive(ConfigReport, Default)]
    #[gmr(default)]
    struct Middle {
        deepest: Deepest,
    }
    #[derive(ConfigReport, Default)]
    #[gmr(default)]
    struct Outer {
        middle: Middle,
    }
    let outer = Outer::default();
    MADE.store(0, Ordering::Relaxed);
    let form = to_value(&outer);
    // For itself, for what is around it, and for what is around that.
    assert_eq!(MADE.load(Ordering::Relaxed), 3);
    let deepest = form.entry("middle").unwrap().entry("deepest").unwrap();
    assert_eq!(entry(deepest, "size").default, Some(Value::Int(1)));
}

#[test]
fn an_absent_group_that_is_flattened_is_nothing() {
    #[derive(ConfigReport)]
    struct Tls {
        port: u16,
    }
    #[derive(ConfigReport)]
    struct Server {
        workers: u8,
        #[gmr(flatten)]
        tls: Mutex<Option<Tls>>,
        metrics: Option<Tls>,
    }
    let server = |tls| Server { workers: 1, tls: Mutex::new(tls), metrics: None };
    assert_eq!(to_value(&server(None)).to_string(), "workers = 1\nmetrics = <none>");
    let form = to_value(&server(Some(Tls { port: 443 })));
    assert_eq!(form.to_string(), "workers = 1\nport = 443\nmetrics = <none>");
    // What cannot be looked into is not absent.
    let locked = server(None);
    let _held = locked.tls.lock();
    assert_eq!(to_value(&locked).entry(""), Some(&Value::Note("locked".into())));
}
