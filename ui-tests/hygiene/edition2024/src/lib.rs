//! One user of every macro; packages of other editions compile the same file.

use gmr::{ConfigReport, ReportSection};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// A section of a static.
#[derive(Debug, ReportSection)]
#[gmr(static = POOL, order = 3)]
pub struct Pool {
    /// A field.
    #[gmr(unit = "ms")]
    pub r#async: u64,
    /// A field.
    #[gmr(with = |dynamic: &u8| *dynamic + 1)]
    pub gen_: u8,
    /// A field.
    #[gmr(secret)]
    pub pin: u32,
}

static POOL: Mutex<Pool> = Mutex::new(Pool { r#async: 1, gen_: 2, pin: 3 });

/// Every kind of variant.
#[derive(Debug, ReportSection)]
#[gmr(rename_all = "kebab-case")]
pub enum State<'a, T> {
    /// A variant.
    LoggedIn(&'a T),
    /// A variant.
    AtWork {
        /// A field.
        jobs: Vec<T>,
    },
    /// A variant.
    Gone,
}

/// A configuration.
#[derive(Debug, ConfigReport)]
#[gmr(default, collect = AppConfig::default)]
pub struct AppConfig {
    /// An option.
    pub port: u16,
    /// An option.
    pub token: Option<String>,
    /// A group.
    pub limits: Limits,
}

impl Default for AppConfig {
    fn default() -> Self {
        AppConfig { port: 80, token: Some("x".into()), limits: Limits { by_user: BTreeMap::new() } }
    }
}

/// A group of options.
#[derive(Debug, ConfigReport)]
pub struct Limits {
    /// An option.
    pub by_user: BTreeMap<String, u32>,
}

#[gmr::section]
fn load() -> Result<impl std::fmt::Display, std::io::Error> {
    Ok("low")
}

#[gmr::section("Later")]
async fn later() -> u8 {
    std::future::ready(1).await
}

#[gmr::section]
static QUEUE: Mutex<Vec<u8>> = Mutex::new(Vec::new());

#[gmr::sections(static = POOL)]
impl Pool {
    #[section("Pin of the pool")]
    fn has_pin(&self) -> bool {
        self.pin != 0
    }
}

/// A task.
#[gmr::task(detail("{id}"))]
pub async fn work(id: u8) -> u8 {
    id
}

/// Sets up, and does nothing else.
pub mod program {
    /// As in a program.
    #[gmr::main(service_name = "edition", signal = "none")]
    pub fn main() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_is_there() {
        let report = gmr::collect();
        for title in ["Pool", "Load", "Later", "Queue", "Pin of the pool"] {
            assert!(report.section(title).is_some(), "no {}", title);
        }
        let text = gmr::view::text(&report);
        for line in ["async = 1 ms", "gen_ = 3", "pin = ***", "port = 80", "token = ***"] {
            assert!(text.contains(line), "no {} in {}", line, text);
        }
    }

    #[test]
    fn a_variant_is_its_name() {
        let form = gmr::to_value(&State::<u8>::Gone);
        assert_eq!(form, gmr::model::Value::Symbol("gone".into()));
        let form = gmr::to_value(&State::AtWork { jobs: vec![1_u8] });
        assert!(form.entry("at-work").is_some(), "{:?}", form);
    }
}
