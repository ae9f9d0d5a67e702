//! What the macros register, as a report lists it.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

mod forms;

use forms::value;
use gmr::model::{Content, Value};
use gmr::{ConfigReport, ReportSection};
use std::sync::{LazyLock, Mutex, OnceLock, RwLock};

#[gmr::section(order = 10)]
fn open_files() -> std::io::Result<Vec<&'static str>> {
    Ok(vec!["a", "b"])
}

#[gmr::section("First of mine", order = 1, timeout = "2s")]
fn named() -> String {
    "named".into()
}

#[gmr::section(title = "Raw", debug, order = 2)]
fn debugged() -> (u8, &'static str) {
    (1, "two")
}

#[gmr::section(display)]
fn displayed() -> u8 {
    7
}

#[gmr::section]
fn r#type() -> Option<u8> {
    None
}

#[gmr::section]
fn broken() -> Result<u8, std::io::Error> {
    Err(std::io::Error::other("no disk"))
}

#[gmr::section]
fn written(out: gmr::Out<'_>) {
    let mut map = out.map();
    map.entry("first").uint(1);
}

#[gmr::section]
const extern "C" fn foreign() -> u8 {
    3
}

#[gmr::section]
#[cfg(not(test))]
fn gated_below() -> Missing {
    Missing
}

#[cfg(not(test))]
#[gmr::section]
fn gated_above() -> Missing {
    Missing
}

#[gmr::section]
static QUEUE: OnceLock<Mutex<Vec<&'static str>>> = OnceLock::new();

#[gmr::section("Connection pool")]
static POOL: RwLock<Option<Pool>> = RwLock::new(Some(Pool { idle: 3 }));

#[derive(ReportSection)]
struct Pool {
    idle: u8,
}

#[derive(ReportSection)]
#[gmr(static = STATE, order = 3)]
struct State {
    ready: bool,
}

static STATE: LazyLock<Mutex<State>> = LazyLock::new(|| Mutex::new(State { ready: true }));

#[derive(ReportSection, Default)]
#[gmr(default)]
struct FromDefault {
    count: u8,
}

#[derive(ReportSection)]
#[gmr(collect = collected)]
struct Collected {
    count: u8,
}

fn collected() -> Option<Collected> {
    Some(Collected { count: 4 })
}

#[derive(ReportSection)]
#[gmr(title = "Sessions", instances)]
struct Session {
    user: &'static str,
}

#[derive(ConfigReport)]
#[gmr(static = CONFIG)]
struct ServerConfig {
    port: u16,
}

static CONFIG: RwLock<ServerConfig> = RwLock::new(ServerConfig { port: 80 });

#[derive(ConfigReport)]
#[gmr(collect = cache_options)]
struct CacheOptions {
    size: usize,
}

fn cache_options() -> CacheOptions {
    CacheOptions { size: 9 }
}

#[test]
fn functions_are_sections() {
    let report = gmr::collect();
    let files = vec![Value::Str("a".into()), Value::Str("b".into())];
    assert_eq!(value(&report, "Open Files"), Value::List(files));
    assert_eq!(value(&report, "First of mine"), Value::Str("named".into()));
    assert_eq!(value(&report, "Raw"), Value::Str("(1, \"two\")".into()));
    assert_eq!(value(&report, "Displayed"), Value::Str("7".into()));
    assert_eq!(value(&report, "Type"), Value::None);
    assert_eq!(value(&report, "Broken"), Value::Error(vec!["no disk".into()]));
    assert_eq!(value(&report, "Written").entry("first"), Some(&Value::Int(1)));
    assert_eq!(value(&report, "Foreign"), Value::Int(3));
    assert!(report.section("Gated Above").is_none());
    assert!(report.section("Gated Below").is_none());
}

#[test]
fn statics_are_sections() {
    let report = gmr::collect();
    assert_eq!(value(&report, "Queue"), Value::Note("not initialised".into()));
    assert_eq!(value(&report, "Connection pool").entry("idle"), Some(&Value::Int(3)));
}

#[test]
fn a_type_says_where_its_instance_is() {
    assert_eq!(value(&gmr::collect(), "State"), Value::Note("not initialised".into()));
    LazyLock::force(&STATE);
    let report = gmr::collect();
    assert_eq!(value(&report, "State").entry("ready"), Some(&Value::Bool(true)));
    assert_eq!(value(&report, "From Default").entry("count"), Some(&Value::Int(0)));
    assert_eq!(value(&report, "Collected").entry("count"), Some(&Value::Int(4)));
}

#[test]
fn instances_are_listed_while_they_live() {
    let users = || match value(&gmr::collect(), "Sessions") {
        Value::List(sessions) => sessions.iter().map(|s| s.entry("user").cloned()).collect(),
        other => panic!("not a list: {other:?}"),
    };
    let user = |name: &str| Some(Value::Str(name.into()));
    let ann = gmr::track(Session { user: "ann" });
    let bob = gmr::track(Session { user: "bob" });
    let both: Vec<Option<Value>> = users();
    assert_eq!(both, [user("ann"), user("bob")]);
    drop(ann);
    assert_eq!(users(), [user("bob")]);
    drop(bob);
    assert!(users().is_empty());
}

#[test]
fn sections_are_in_their_order() {
    let report = gmr::collect();
    let mine = ["First of mine", "Raw", "State", "Open Files"];
    let titles = report.sections.iter().map(|section| section.title.to_string());
    let found: Vec<String> = titles.filter(|title| mine.contains(&title.as_str())).collect();
    assert_eq!(found, mine);
}

#[test]
fn sections_of_one_order_are_sorted_by_their_titles() {
    let _later = gmr::register("Ordered 2", || 2);
    let _earlier = gmr::register("Ordered 1", || 1);
    let report = gmr::collect();
    let titles = report.sections.iter().map(|section| section.title.as_str());
    let mine: Vec<&str> = titles.filter(|title| title.starts_with("Ordered")).collect();
    assert_eq!(mine, ["Ordered 1", "Ordered 2"]);
}

#[gmr::section("Twice")]
fn first_of_two() -> u8 {
    1
}

mod other {
    #[gmr::section("Twice")]
    fn second_of_two() -> u8 {
        2
    }
}

#[test]
fn two_sections_of_one_title_are_told_apart_and_told_of() {
    let report = gmr::collect();
    assert_eq!(value(&report, "Twice"), Value::Int(1));
    let second = format!("Twice ({}::other)", module_path!());
    assert_eq!(value(&report, &second), Value::Int(2));
    let told = |warning: &String| warning.contains("`Twice`") && warning.contains("registry.rs:");
    assert!(report.warnings.iter().any(told), "{:?}", report.warnings);
}

#[test]
fn a_section_whose_value_is_dropped_says_so_and_one_whose_guard_is_dropped_goes() {
    let pool = std::sync::Arc::new(3_u8);
    let guard = gmr::register_weak("Weakly", &pool);
    assert_eq!(value(&gmr::collect(), "Weakly"), Value::Int(3));
    drop(pool);
    assert_eq!(value(&gmr::collect(), "Weakly"), Value::Note("gone".into()));
    drop(guard);
    assert!(gmr::collect().section("Weakly").is_none());
}

#[test]
fn credentials_in_a_title_are_masked() {
    let _guard = gmr::register(format!("Pool {}", "postgres://ann:hunter2@db/shop"), || 4_u8);
    let report = gmr::collect();
    assert_eq!(value(&report, "Pool postgres://ann:***@db/shop"), Value::Int(4));
    assert!(!gmr::view::text(&report).contains("hunter2"));
    assert!(!gmr::check().to_string().contains("hunter2"));
}

#[test]
fn configurations_are_groups() {
    let report = gmr::collect();
    let section = report.section("Configuration").unwrap();
    let Content::Configuration(groups) = &section.content else {
        panic!("not a configuration: {:?}", section.content)
    };
    assert_eq!(groups.entry("server").unwrap().entry("port"), Some(&Value::Int(80)));
    assert_eq!(groups.entry("cache").unwrap().entry("size"), Some(&Value::Int(9)));
}
