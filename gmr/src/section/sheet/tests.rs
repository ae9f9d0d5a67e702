#![allow(clippy::unwrap_used)]

use super::*;
use crate::section::{Out, ReportValue, to_value};
use gmr::ConfigReport;
use std::collections::BTreeMap;

struct Endless;

impl ReportValue for Endless {
    fn report(&self, out: Out<'_>) {
        let mut list = out.list();
        let text = "x".repeat(1 << 20);
        (0..200).for_each(|_| list.item().symbol(text.clone()));
    }
}

#[test]
fn a_section_cannot_fill_memory_with_text() {
    let form = format!("{:?}", to_value(&Endless));
    assert!(form.len() < 20 << 20, "{}", form.len());
    assert!(form.ends_with("left out: the section wrote more than 16 MiB\")])"));
}

#[derive(ConfigReport, Default, Debug)]
struct Cache {
    size: u8,
}

/// Everything is set by default.
#[derive(ConfigReport)]
#[gmr(default)]
struct Config {
    cache: Option<Cache>,
    credentials: Option<BTreeMap<String, String>>,
    labels: BTreeMap<String, u32>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            cache: Some(Cache { size: 3 }),
            credentials: Some(BTreeMap::from([("user".to_owned(), "hunter2".to_owned())])),
            labels: (0..50_000).map(|number| (format!("label {number}"), number)).collect(),
        }
    }
}

#[test]
fn a_group_that_is_absent_stays_so_beside_its_default() {
    let config = Config { cache: None, credentials: None, labels: BTreeMap::new() };
    let Value::Map(entries) = to_value(&config) else { unreachable!() };
    assert_eq!(entries[0].value, Value::None);
    let size = Entry::new("size", Value::Int(3));
    assert_eq!(entries[0].default, Some(Value::Map(vec![size])));
    assert_eq!(entries[1].value, Value::None);
    assert!(!format!("{entries:?}").contains("hunter2"));
}

/// By one after the other it would take a minute, in which nobody could take the sheet away.
#[test]
fn the_defaults_of_a_large_map_are_found_at_once() {
    let Value::Map(entries) = to_value(&Config::default()) else { unreachable!() };
    let Value::Map(labels) = &entries[2].value else { unreachable!() };
    assert_eq!(labels.len(), 50_000);
    assert!(labels.iter().all(|label| label.default.as_ref() == Some(&label.value)));
}
