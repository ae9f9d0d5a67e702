//! The sample of a configuration file is TOML, and what it says holds.

#![allow(clippy::panic)]

use figment::Figment;
use figment::providers::{Format as _, Toml};
use gmr::ConfigReport;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize, ConfigReport)]
#[serde(default, rename_all = "kebab-case")]
struct Config {
    /// Where the service listens: a "quoted" address.
    listen: String,
    worker_count: u16,
    ratio: f64,
    verbose: bool,
    hosts: Vec<String>,
    name: Option<String>,
    labels: BTreeMap<String, u8>,
    retry: Retry,
}

#[derive(Deserialize, ConfigReport)]
#[serde(default)]
struct Retry {
    #[serde(rename = "at most")]
    at_most: u32,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            listen: "[::]:80 # \"all\"\n\\".into(),
            worker_count: 4,
            ratio: 2.0,
            verbose: false,
            hosts: vec!["a".into(), "b\tc".into()],
            name: None,
            labels: BTreeMap::from([("x.y".into(), 1), ("z".into(), 2)]),
            retry: Retry::default(),
        }
    }
}

impl Default for Retry {
    fn default() -> Self {
        Retry { at_most: 3 }
    }
}

fn load(toml: &str) -> Config {
    Figment::from(Toml::string(toml)).extract().unwrap_or_else(|why| panic!("{why} in\n{toml}"))
}

#[test]
fn the_sample_sets_what_holds_anyway() {
    let sample = gmr::schema::<Config>().to_string();
    let defaults = gmr::to_value(&Config::default());
    // As it is printed it sets nothing.
    assert_eq!(gmr::to_value(&load(&sample)), defaults);
    // Taking the `#` from the front of a name sets it; what has no value is left as it is.
    let names =
        |line: &str| line.starts_with('#') && !line.starts_with("# ") && !line.ends_with('=');
    let set: Vec<&str> =
        sample.lines().map(|line| if names(line) { &line[1..] } else { line }).collect();
    assert_eq!(set.iter().filter(|line| line.contains(" = ")).count(), 7, "{sample}");
    assert_eq!(gmr::to_value(&load(&set.join("\n"))), defaults);
    // It is not the default by chance: each of the lines is read.
    let other = set.join("\n").replace("worker-count = 4", "worker-count = 5");
    assert_eq!(load(&other).worker_count, 5);
    let other = set.join("\n").replace("\"at most\" = 3", "\"at most\" = 6");
    assert_eq!(load(&other).retry.at_most, 6);
}
