//! The generated fleet is made of reports as the schema has them, and has the troubles that it says.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use serde_json::Value as Json;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;

/// The least with one host of each trouble: the last one is on host 13.
const REPORTS: usize = 56;

fn generate(folder: &Path, reports: usize) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fleet"));
    command.arg(folder).arg(reports.to_string()).output().expect("it runs")
}

/// A fleet, and what is to be found in it.
struct Fleet {
    reports: BTreeMap<(String, String), Json>,
    /// Host and service with the trouble, but for files that are no reports.
    planted: Vec<(String, String, String)>,
    broken: Vec<PathBuf>,
}

impl Fleet {
    /// The one that all tests look at.
    fn of_this_test() -> &'static Fleet {
        static FLEET: OnceLock<Fleet> = OnceLock::new();
        FLEET.get_or_init(|| {
            let above = tempfile::tempdir().expect("a folder");
            Fleet::generated(&above, REPORTS)
        })
    }

    fn generated(above: &TempDir, reports: usize) -> Fleet {
        let folder = above.path().join("fleet");
        let output = generate(&folder, reports);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{complaint}");
        let mut fleet = Fleet { reports: BTreeMap::new(), planted: Vec::new(), broken: Vec::new() };
        for host in fs::read_dir(&folder).expect("a folder of hosts") {
            let host = host.expect("an entry").path();
            if host.is_dir() {
                fs::read_dir(&host).expect("a host").for_each(|file| {
                    fleet.read(&file.expect("an entry").path());
                });
            }
        }
        let planted = fs::read_to_string(folder.join("planted.csv")).expect("a list");
        fleet.planted = planted.lines().skip(1).filter_map(trouble).collect();
        fleet
    }

    fn read(&mut self, file: &Path) {
        let text = fs::read(file).expect("a file");
        let name = |path: &Path| Some(path.file_stem()?.to_str()?.to_owned());
        let (host, service) = (file.parent().and_then(name), name(file));
        let key = (host.expect("a name"), service.expect("a name"));
        match serde_json::from_slice(&text) {
            Ok(report) => drop(self.reports.insert(key, report)),
            Err(_) => self.broken.push(file.to_owned()),
        }
    }

    /// The report of the first process with this trouble.
    fn with(&self, trouble: &str) -> &Json {
        let first = self.planted.iter().find(|(_, _, planted)| planted == trouble);
        let (host, service, _) = first.expect("it was planted");
        &self.reports[&(host.clone(), service.clone())]
    }
}

fn trouble(line: &str) -> Option<(String, String, String)> {
    let [host, service, _, planted] = line.split(',').collect::<Vec<_>>()[..] else { return None };
    (planted != "torn").then(|| (host.to_owned(), service.to_owned(), planted.to_owned()))
}

/// The functions of the stack on which threads of this name are.
fn functions<'j>(report: &'j Json, thread: &str) -> Vec<&'j str> {
    let threads = report["threads"].as_array().expect("threads");
    let thread = threads.iter().find(|one| one["thread"]["name"] == thread).expect("the thread");
    let index = thread["stack"]["index"].as_u64().expect("a stack");
    let frames = report["stacks"][index as usize]["frames"].as_array().expect("frames");
    frames.iter().filter_map(|frame| frame["function"].as_str()).collect()
}

#[test]
fn there_are_as_many_reports_as_were_asked_for_and_each_is_another_ones() {
    let fleet = Fleet::of_this_test();
    assert_eq!(fleet.reports.len(), REPORTS);
    let ids: HashSet<&str> =
        fleet.reports.values().filter_map(|report| report["gmr"]["id"].as_str()).collect();
    assert_eq!(ids.len(), REPORTS);
    for ((host, service), report) in &fleet.reports {
        assert_eq!(report["host"]["name"], **host);
        assert_eq!(report["service"]["name"], **service);
        assert_eq!(report["sections"]["Processes"]["value"]["pid"], report["process"]["pid"]);
    }
    let broken: Vec<_> =
        fleet.broken.iter().filter_map(|file| file.parent()?.file_name()).collect();
    assert_eq!(broken, ["host-torn"]);
}

#[test]
fn each_report_is_what_the_schema_says() {
    let schema = include_str!("../../gmr/schema/report-1.0.schema.json");
    let schema = serde_json::from_str(schema).expect("JSON");
    let schema = jsonschema::draft202012::new(&schema).expect("a schema");
    for (process, report) in &Fleet::of_this_test().reports {
        let faults: Vec<_> = schema.iter_errors(report).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{process:?}: {faults:#?}");
    }
}

#[test]
fn the_culprit_holds_a_lock_that_twelve_threads_wait_for() {
    let report = Fleet::of_this_test().with("held_ledger");
    assert_eq!(report["service"]["version"], "1.4.2");
    let contentions = report["summary"]["contentions"].as_array().expect("a list");
    let waiters = contentions.iter().map(|one| one["waiters"].as_array().map_or(0, Vec::len));
    assert_eq!(waiters.collect::<Vec<_>>(), [12]);
    let waiting = functions(report, "poster");
    assert!(waiting.contains(&"fleet::service::post_entry"), "{waiting:?}");
    let holding = functions(report, "flusher");
    assert!(holding.contains(&"fleet::service::flush_ledger"), "{holding:?}");
    assert!(report["summary"]["longest_wait"]["since_ms"].as_u64() >= Some(30_000));
}

#[test]
fn every_other_trouble_is_in_the_report_that_is_said_to_have_it() {
    let fleet = Fleet::of_this_test();
    let ring = &fleet.with("deadlock")["summary"]["deadlocks"];
    assert_eq!(ring[0]["ring"].as_array().map(Vec::len), Some(2), "{ring}");
    for trouble in ["timed_out", "panicked"] {
        let report = fleet.with(trouble);
        assert_eq!(report["sections"]["Replica Lag"]["status"], *trouble);
        assert_eq!(report["gmr"]["complete"], false);
    }
    assert!(fleet.with("outlier")["summary"]["threads"].as_u64() > Some(200));
    let option = &fleet.with("pool_size")["config"]["groups"]["default"]["options"]["pool_size"];
    assert_eq!(option["value"], 2, "{option}");
    assert_eq!(option["source"], "env FLEET_POOL_SIZE", "{option}");
}

#[test]
fn nothing_is_wrong_where_nothing_was_planted() {
    let fleet = Fleet::of_this_test();
    let is_calm = |host: &str, service: &str| {
        !fleet.planted.iter().any(|(at, of, _)| at == host && of == service)
    };
    for ((host, service), report) in &fleet.reports {
        if is_calm(host, service) {
            let summary = &report["summary"];
            assert_eq!(report["gmr"]["complete"], true, "{host} {service}");
            assert_eq!(summary["deadlocks"], Json::Array(Vec::new()), "{host} {service}");
            assert_eq!(summary["contentions"], Json::Array(Vec::new()), "{host} {service}");
            assert_eq!(summary["idle"], 6, "{host} {service}: {summary}");
        }
    }
}

#[test]
fn the_same_troubles_are_planted_each_time() {
    let above = tempfile::tempdir().expect("a folder");
    assert_eq!(Fleet::generated(&above, REPORTS).planted, Fleet::of_this_test().planted);
}

#[test]
fn a_folder_that_is_there_and_a_wrong_command_line_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = generate(folder.path(), 1);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && complaint.contains("exists"), "{complaint}");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    for arguments in [&[][..], &["--help"], &["a", "b"], &["a", "0"], &["a", "1", "c"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_fleet")).args(arguments).output();
        let output = output.expect("it runs");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && complaint.contains("usage: fleet"), "{complaint}");
    }
}
