//! Values of other crates: what is shown of them is the same whichever features are on.
//!
//! The gate runs these tests with all features and without any.

#![allow(clippy::unwrap_used, dead_code)]

use gmr::model::{Content, Report, Section, Value};
use gmr::{ConfigReport, ReportSection, ReportValue};
use std::collections::BTreeMap;
use url::{Host, Url};
use uuid::{NonNilUuid, Uuid};

/// What the text view says of a value.
fn text(value: &impl ReportValue) -> String {
    let mut report = Report::clone(&gmr::collect());
    report.sections = vec![Section::new("Foreign", Content::Value(gmr::to_value(value)))];
    let text = gmr::view::text(&report);
    let rule = format!("{}\n", "=".repeat(72));
    let (_, body) = text.rsplit_once(&rule).unwrap();
    body.split_once("End of Guru").unwrap().0.to_owned()
}

fn url() -> Url {
    "https://nova:hunter2@example.org/?token=hunter2".parse().unwrap()
}

fn uuid() -> Uuid {
    Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8)
}

#[derive(ReportSection)]
struct Urls {
    one: Url,
    some: Option<Url>,
    none: Option<Url>,
    many: Vec<Url>,
    result: Result<Url, url::ParseError>,
    error: Result<Url, url::ParseError>,
    host: Option<Host>,
    secret_url: Url,
    session_secret: Url,
    #[gmr(secret)]
    marked: Url,
    #[gmr(unit = "hops")]
    unit: Url,
}

fn urls() -> Urls {
    Urls {
        one: url(),
        some: Some(url()),
        none: None,
        many: vec![url(), url()],
        result: Ok(url()),
        error: "::".parse(),
        host: Some(Host::parse("example.org").unwrap()),
        secret_url: url(),
        session_secret: url(),
        marked: url(),
        unit: url(),
    }
}

const URLS: &str = "\
one = https://nova:***@example.org/?token=***
some = https://nova:***@example.org/?token=***
none = <none>
many = 
  https://nova:***@example.org/?token=***
  https://nova:***@example.org/?token=***
result = https://nova:***@example.org/?token=***
error = <error: relative URL without a base>
host = example.org
secret_url = https://nova:***@example.org/?token=***
session_secret = ***
marked = ***
unit = https://nova:***@example.org/?token=*** hops
";

#[test]
fn urls_are_shown_by_their_display() {
    assert_eq!(text(&urls()), URLS);
    let Value::Map(entries) = gmr::to_value(&urls()) else { unreachable!("a struct is a map") };
    // The same kind of value, too: not only the same letters.
    assert!(matches!(entries[0].value, Value::Str(_)), "{:?}", entries[0]);
}

#[derive(ConfigReport)]
struct Uuids {
    id: Uuid,
    parent: Option<Uuid>,
    peers: Vec<Uuid>,
    node: NonNilUuid,
    access_token: Uuid,
}

const UUIDS: &str = "\
id = 67e55044-10b1-426f-9247-bb680e5fe0c8
parent = <none>
peers = 
  67e55044-10b1-426f-9247-bb680e5fe0c8
node = 67e55044-10b1-426f-9247-bb680e5fe0c8
access_token = ***
";

#[test]
fn uuids_are_shown_by_their_display() {
    let node = NonNilUuid::new(uuid()).unwrap();
    let uuids = Uuids { id: uuid(), parent: None, peers: vec![uuid()], node, access_token: uuid() };
    assert_eq!(text(&uuids), UUIDS);
    assert_eq!(gmr::to_value(&uuids).entry("id"), Some(&Value::Str(uuid().to_string())));
}

/// The times of three crates have a `Display` that says it all, so no feature is needed.
#[derive(ReportSection)]
struct Times {
    chrono: chrono::DateTime<chrono::Utc>,
    chrono_delta: Option<chrono::TimeDelta>,
    chrono_dates: Vec<chrono::NaiveDate>,
    jiff: jiff::Timestamp,
    jiff_span: Option<jiff::Span>,
    jiff_dates: Vec<jiff::civil::Date>,
    jiff_zoned: jiff::Zoned,
    time: time::OffsetDateTime,
    time_duration: Option<time::Duration>,
    time_dates: Vec<time::Date>,
    never: Option<jiff::Timestamp>,
}

const TIMES: &str = "\
chrono = 2001-09-09 01:46:40 UTC
chrono_delta = PT90S
chrono_dates = 
  2001-09-09
jiff = 2001-09-09T01:46:40Z
jiff_span = PT90S
jiff_dates = 
  2001-09-09
jiff_zoned = 2001-09-09T01:46:40+00:00[UTC]
time = 2001-09-09 1:46:40.0 +00:00:00
time_duration = 1m30s
time_dates = 
  2001-09-09
never = <none>
";

#[test]
fn times_are_shown_by_their_display() {
    let chrono = chrono::DateTime::from_timestamp(1_000_000_000, 0).unwrap();
    let jiff = jiff::Timestamp::from_second(1_000_000_000).unwrap();
    let time = time::OffsetDateTime::from_unix_timestamp(1_000_000_000).unwrap();
    let zoned = jiff.to_zoned(jiff::tz::TimeZone::UTC);
    let times = Times {
        chrono,
        chrono_delta: Some(chrono::TimeDelta::seconds(90)),
        chrono_dates: vec![chrono.date_naive()],
        jiff,
        jiff_span: Some(jiff::Span::new().seconds(90)),
        jiff_dates: vec![zoned.date()],
        jiff_zoned: zoned,
        time,
        time_duration: Some(time::Duration::seconds(90)),
        time_dates: vec![time.date()],
        never: None,
    };
    assert_eq!(text(&times), TIMES);
}

/// An `ArcSwap` has a `Display` if its value has; with its feature it has the form of its value.
#[derive(ReportSection)]
struct Swaps {
    text: arc_swap::ArcSwap<String>,
    url: arc_swap::ArcSwap<Url>,
    password: arc_swap::ArcSwap<String>,
    number: arc_swap::ArcSwap<u16>,
}

const SWAPS: &str = "\
text = plain
url = https://nova:***@example.org/?token=***
password = ***
number = 7
";

#[test]
fn an_arc_swap_of_what_has_a_display_is_shown_by_it() {
    let text_of = |text: &str| arc_swap::ArcSwap::from_pointee(text.to_owned());
    let swaps = Swaps {
        text: text_of("plain"),
        url: arc_swap::ArcSwap::from_pointee(url()),
        password: text_of("hunter2"),
        number: arc_swap::ArcSwap::from_pointee(7),
    };
    assert_eq!(text(&swaps), SWAPS);
}

#[test]
fn a_map_of_foreign_keys_needs_no_feature() {
    let map = BTreeMap::from([(uuid(), 1_u8)]);
    assert_eq!(text(&map), "67e55044-10b1-426f-9247-bb680e5fe0c8 = 1\n");
}
