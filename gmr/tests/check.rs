//! `gmr::check()`: what is registered, and whether a report reaches it.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

use gmr::check::State;
use gmr::{ConfigReport, check};
use std::panic::catch_unwind;
use std::sync::{Mutex, OnceLock};

gmr::link!(tempfile);

#[gmr::section(order = 3)]
fn open_files() -> u8 {
    1
}

#[gmr::section]
static POOL: OnceLock<u8> = OnceLock::new();

#[gmr::section("Breaks")]
fn breaks() -> u8 {
    panic!("no luck")
}

#[gmr::section("Hangs", timeout = "400ms")]
async fn hangs() -> u8 {
    std::future::pending().await
}

#[gmr::section("Fails")]
fn fails() -> Result<u8, std::io::Error> {
    Err(std::io::Error::other("no disk"))
}

#[gmr::section("Twice")]
fn first() -> u8 {
    1
}

#[gmr::section("Twice", order = 1)]
fn second() -> u8 {
    2
}

#[gmr::section("Threads", order = 2)]
fn named_as_one_of_gmrs() -> u8 {
    3
}

fn never() -> bool {
    false
}

#[gmr::section("Off", enabled = never)]
fn off() -> u8 {
    4
}

#[gmr::task(name = "sweeper")]
async fn sweep() {}

#[derive(ConfigReport)]
#[gmr(static = CONFIG)]
struct ServerConfig {
    port: u16,
}

static CONFIG: Mutex<ServerConfig> = Mutex::new(ServerConfig { port: 80 });

#[derive(ConfigReport)]
#[gmr(static = LATER)]
struct LaterConfig {
    port: u16,
}

static LATER: OnceLock<LaterConfig> = OnceLock::new();

fn unreached(why: &str) -> State {
    State::Unreached(why.to_owned())
}

#[test]
fn every_section_is_listed_with_what_became_of_it() {
    let check = check();
    let state =
        |title: &str| check.section(title).unwrap_or_else(|| panic!("{check}")).state.clone();
    assert_eq!(state("Open Files"), State::Shown);
    assert_eq!(state("Pool"), unreached("not initialised"));
    assert!(matches!(state("Breaks"), State::Unreached(why) if why.contains("no luck")));
    assert!(matches!(state("Hangs"), State::Unreached(why) if why.starts_with("timed out: ")));
    assert_eq!(state("Fails"), State::Failed("no disk".into()));
    assert_eq!(state("Off"), State::Disabled);
    let files = check.section("Open Files").unwrap();
    assert_eq!(files.order, 3);
    assert!(files.place.contains("check.rs:"), "{files:?}");
    assert!(check.section("Package").is_none(), "those of gmr are not the program's");
    assert!(check.sections().is_sorted_by_key(|section| section.order));
}

#[test]
fn a_section_registered_while_running_is_listed_while_it_is_registered() {
    let guard = gmr::register("Running", || 1);
    assert_eq!(check().section("Running").map(|s| s.state.clone()), Some(State::Shown));
    drop(guard);
    assert!(check().section("Running").is_none());
}

#[test]
fn names_that_are_taken_are_told() {
    let check = check();
    let twice: Vec<(&str, i32)> = check.duplicates().map(|d| (&*d.name, d.order)).collect();
    assert_eq!(twice, [("Twice", 1), ("Threads", 2)]);
    assert!(check.duplicates().all(|section| section.state == State::Shown));
    assert!(!check.is_clean());
}

#[test]
fn configurations_and_tasks_are_listed() {
    let check = check();
    let groups: Vec<(&str, &State)> =
        check.configurations().iter().map(|c| (&*c.name, &c.state)).collect();
    assert_eq!(groups, [("later", &unreached("not initialised")), ("server", &State::Shown)]);
    let tasks: Vec<&str> = check.tasks().iter().map(|task| &*task.name).collect();
    assert_eq!(tasks, ["sweeper"]);
    check.assert_configurations(&["server"]);
}

#[test]
fn what_is_missing_is_named_with_the_nearest_title_and_the_remedy() {
    let check = check();
    check.assert_sections(&["Pool", "Open Files"]);
    let panic = catch_unwind(|| {
        check.assert_sections(&["Pool", "Pol", "Job queue"]);
    });
    let message = panic.unwrap_err();
    let message = message.downcast_ref::<String>().unwrap();
    assert!(message.contains("`Pol`: did you mean `Pool`?"), "{message}");
    assert!(message.contains("  `Job queue`\n"), "{message}");
    assert!(message.contains("use the_crate as _;") && message.contains("gmr::link!"), "{message}");
}

#[test]
fn the_table_has_a_line_for_each() {
    let table = check().to_string();
    let line = |name: &str| {
        let line = table.lines().find(|line| line.contains(name));
        line.unwrap_or_else(|| panic!("no {name} in\n{table}")).to_owned()
    };
    assert!(line("Pool").starts_with("section "));
    assert!(line("Pool").ends_with(" not initialised"), "{table}");
    assert!(line("Open Files").ends_with(" shown"), "{table}");
    assert!(line("Off").ends_with(" not enabled"), "{table}");
    assert!(line("server").starts_with("configuration "), "{table}");
    assert!(line("sweeper").starts_with("task "), "{table}");
    assert!(table.lines().any(|l| l.contains("Twice") && l.ends_with("(the name is taken)")));
}
