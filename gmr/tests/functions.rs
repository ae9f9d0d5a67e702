//! Functions of every kind as sections.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

mod forms;

use forms::{text, value};
use gmr::model::{Status, Value};
use std::fmt::Display;
use std::future::{pending, poll_fn};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::Poll;
use std::thread;

#[gmr::section("Later")]
async fn later() -> u32 {
    let mut waker_thread = None;
    poll_fn(|context| match waker_thread.take() {
        Some(()) => Poll::Ready(7),
        None => {
            waker_thread = Some(());
            let waker = context.waker().clone();
            thread::spawn(move || waker.wake());
            Poll::Pending
        }
    })
    .await
}

#[gmr::section("Later and failed")]
async fn later_and_failed() -> Result<u8, std::io::Error> {
    Err(std::io::Error::other("no disk"))
}

#[gmr::section("Later by debug", debug)]
async fn later_by_debug() -> (u8, Foreign) {
    (1, Foreign)
}

#[derive(Debug)]
struct Foreign;

#[gmr::section("Later and opaque")]
async fn later_and_opaque() -> impl Display {
    "opaque"
}

#[gmr::section("Never", timeout = "400ms")]
async fn never() -> u8 {
    pending().await
}

#[gmr::section("Later and panicking")]
async fn later_and_panicking() -> u8 {
    panic!("in a future")
}

#[test]
fn the_value_of_a_future_is_shown() {
    let report = gmr::collect();
    assert_eq!(value(&report, "Later"), Value::Int(7));
    assert_eq!(value(&report, "Later and failed"), Value::Error(vec!["no disk".into()]));
    assert_eq!(value(&report, "Later by debug"), text("(1, Foreign)"));
    assert_eq!(value(&report, "Later and opaque"), text("opaque"));
    let status = &report.section("Later and panicking").unwrap().status;
    assert!(matches!(status, Status::Panicked(why) if why.contains("in a future")), "{status:?}");
}

#[test]
fn a_future_that_does_not_end_says_what_it_waits_for() {
    let report = gmr::collect();
    let status = &report.section("Never").unwrap().status;
    let Status::GaveUp(why) = status else { panic!("{status:?}") };
    assert!(why.starts_with("timed out: the future is still pending"), "{why}");
    assert!(!report.is_complete());
}

static SWITCH: AtomicBool = AtomicBool::new(false);

fn is_on() -> bool {
    SWITCH.load(Ordering::Relaxed)
}

#[gmr::section("Switched", enabled = is_on)]
fn switched() -> u8 {
    1
}

#[gmr::section("Switched by a closure", enabled = || !is_on())]
async fn switched_by_a_closure() -> u8 {
    2
}

#[gmr::section("Switched static", enabled = "is_on")]
static SWITCHED: AtomicU32 = AtomicU32::new(3);

fn breaks() -> bool {
    panic!("no answer")
}

#[gmr::section("Broken switch", enabled = breaks)]
fn behind_a_broken_switch() -> u8 {
    4
}

#[test]
fn a_section_is_in_the_report_while_it_is_enabled() {
    let report = gmr::collect();
    assert!(report.section("Switched").is_none());
    assert!(report.section("Switched static").is_none());
    assert_eq!(value(&report, "Switched by a closure"), Value::Int(2));
    SWITCH.store(true, Ordering::Relaxed);
    let report = gmr::collect();
    assert_eq!(value(&report, "Switched"), Value::Int(1));
    assert_eq!(value(&report, "Switched static"), Value::Int(3));
    assert!(report.section("Switched by a closure").is_none());
    let status = &report.section("Broken switch").unwrap().status;
    assert!(matches!(status, Status::Panicked(why) if why.contains("no answer")), "{status:?}");
}

#[gmr::section]
fn opaque() -> impl Display + use<> {
    "shown"
}

#[gmr::section]
fn boxed_error() -> Result<u8, Box<dyn std::error::Error>> {
    Ok("x".parse()?)
}

/// Has `Display` only.
struct Words;

impl Display for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("words")
    }
}

/// An error with a cause.
#[derive(Debug)]
struct Unreadable(std::io::Error);

impl Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cannot read")
    }
}

impl std::error::Error for Unreadable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[gmr::section]
fn boxed_chain() -> Result<u8, Box<dyn std::error::Error + Send + Sync>> {
    Err(Box::new(Unreadable(std::io::Error::other("no such file"))))
}

#[gmr::section]
fn boxed_chain_of_words() -> Result<Words, Box<dyn std::error::Error>> {
    Err(Box::new(Unreadable(std::io::Error::other("no such file"))))
}

#[gmr::section]
fn anyhow_error() -> anyhow::Result<u8> {
    let missing = std::io::Error::other("no such file");
    Err(anyhow::Error::new(missing).context("cannot open").context("no answer"))
}

#[gmr::section]
fn maybe_in_a_result() -> Result<Option<Vec<&'static str>>, std::io::Error> {
    Ok(Some(vec!["a"]))
}

#[gmr::section]
fn nothing_in_a_result() -> Result<Option<u8>, std::io::Error> {
    Ok(None)
}

#[gmr::section]
fn borrowed<'a>() -> &'a str {
    "static"
}

#[gmr::section]
fn written<'a>(mut out: gmr::Out<'a>) {
    let _ = &mut out;
    out.str("by hand");
}

#[gmr::section]
#[cfg(not(unix))]
async fn gated_below() -> Missing {
    Missing
}

#[cfg(not(unix))]
#[gmr::section]
async fn gated_above() -> Missing {
    Missing
}

#[gmr::section("There below")]
#[cfg(unix)]
fn there_below() -> u8 {
    1
}

#[cfg(unix)]
#[gmr::section("There above")]
fn there_above() -> u8 {
    2
}

#[test]
fn functions_return_what_they_like() {
    let report = gmr::collect();
    assert_eq!(value(&report, "Opaque"), text("shown"));
    let digits = "invalid digit found in string";
    assert_eq!(value(&report, "Boxed Error"), Value::Error(vec![digits.into()]));
    for title in ["Boxed Chain", "Boxed Chain Of Words"] {
        let chain = ["cannot read", "no such file"].map(String::from);
        assert_eq!(value(&report, title), Value::Error(chain.into()));
    }
    let chain = "no answer: cannot open: no such file";
    assert_eq!(value(&report, "Anyhow Error"), Value::Error(vec![chain.into()]));
    assert_eq!(value(&report, "Maybe In A Result"), Value::List(vec![text("a")]));
    assert_eq!(value(&report, "Nothing In A Result"), Value::None);
    assert_eq!(value(&report, "Borrowed"), text("static"));
    assert_eq!(value(&report, "Written"), text("by hand"));
    for gated in ["Gated Below", "Gated Above"] {
        assert!(report.section(gated).is_none(), "{gated}");
    }
    assert_eq!(value(&report, "There below"), Value::Int(1));
    assert_eq!(value(&report, "There above"), Value::Int(2));
}

#[test]
fn a_function_in_a_function_is_a_section() {
    #[gmr::section("Inner")]
    async fn inner() -> u8 {
        5
    }

    fn is_never() -> bool {
        false
    }

    #[gmr::section("Inner and off", enabled = is_never)]
    fn inner_and_off() -> u8 {
        6
    }
    let report = gmr::collect();
    assert_eq!(value(&report, "Inner"), Value::Int(5));
    assert!(report.section("Inner and off").is_none());
}
