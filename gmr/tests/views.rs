//! Reports of real threads, tasks, sections and options are what the schema says.
#![cfg(all(feature = "json", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is the verdict")]

use gmr::model::Report;
use gmr::{Traced, view};
use serde_json::Value as Json;
use std::sync::mpsc::channel;
use std::sync::{Arc, LazyLock, Mutex, OnceLock};
use std::thread;

#[derive(gmr::ConfigReport)]
#[gmr(static = CONFIG)]
struct Config {
    #[gmr(default = "[::]:8080")]
    listen: String,
    api_token: String,
    cache: Cache,
}

#[derive(gmr::ConfigReport)]
struct Cache {
    #[gmr(unit = "MiB")]
    size: u64,
}

static CONFIG: LazyLock<Config> = LazyLock::new(|| Config {
    listen: "[::]:80".into(),
    api_token: "tok-12345".into(),
    cache: Cache { size: 64 },
});

#[gmr::section]
fn panics() -> u8 {
    panic!("no pool");
}

#[gmr::section(timeout = "50ms")]
fn hangs(out: gmr::Out<'_>) {
    let mut map = out.map();
    map.entry("first").uint(1);
    loop {
        thread::park();
    }
}

/// The first report of the process: the section that hangs has not been run before.
fn first() -> &'static Report {
    static FIRST: OnceLock<Arc<Report>> = OnceLock::new();
    FIRST.get_or_init(report)
}

/// The report of a process in which tasks and a thread wait for locks.
fn report() -> Arc<Report> {
    LazyLock::force(&CONFIG);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let lock = Arc::new(tokio::sync::Mutex::new(()));
    let held = Arc::clone(&lock).blocking_lock_owned();
    let (begin, begun) = channel();
    for _ in 0..3 {
        let (lock, begin) = (Arc::clone(&lock), begin.clone());
        let wait = async move {
            begin.send(()).unwrap();
            drop(lock.lock().await);
        };
        runtime.spawn(wait.traced_as("waiter"));
    }
    let thread = thread::Builder::new().name("lender".into());
    let std_lock = Arc::new(Mutex::new(()));
    let std_held = std_lock.lock().unwrap();
    let other = Arc::clone(&std_lock);
    let lender = thread.spawn(move || {
        begin.send(()).unwrap();
        drop(other.lock());
    });
    (0..4).for_each(|_| begun.recv().unwrap());
    let report = gmr::collect();
    drop((held, std_held));
    lender.unwrap().join().unwrap();
    report
}

fn document(report: &Report) -> Json {
    serde_json::from_str(&view::json(report)).unwrap()
}

/// Each fault of a document, by a schema that refers to the published one.
fn faults(definition: &str, document: &Json) -> Vec<String> {
    let published = include_str!("../schema/report-1.0.schema.json");
    let mut schema: Json = serde_json::from_str(published).unwrap();
    if !definition.is_empty() {
        let definitions = schema["$defs"].take();
        schema = serde_json::json!({"$defs": definitions, "$ref": format!("#/$defs/{definition}")});
    }
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    schema
        .iter_errors(document)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect()
}

#[test]
fn the_document_of_a_real_process_is_what_the_schema_says() {
    let (first, second) = (document(first()), document(&report()));
    for document in [&first, &second] {
        assert_eq!(faults("", document), [""; 0]);
        assert_eq!(document["sections"]["Panics"]["status"], "panicked");
        let names = document["threads"].as_array().unwrap().iter().map(|t| &t["thread"]["name"]);
        assert!(names.into_iter().any(|name| name == "lender"));
        let tasks = document["tasks"].as_array().unwrap();
        // Those of another report may still be there.
        let waiters = tasks.iter().filter(|task| task["task"]["name"] == "waiter").count();
        assert!(waiters >= 3);
        let options = &document["config"]["groups"]["default"]["options"];
        assert_eq!(options["listen"]["default"], "[::]:8080");
        assert_eq!(options["api_token"]["value"], "***");
        assert_eq!(options["cache"]["options"]["size"]["units"][0]["text"], "MiB");
        assert!(!document.to_string().contains("tok-12345"));
    }
    assert_eq!(first["sections"]["Hangs"]["status"], "timed_out");
    assert_eq!(first["sections"]["Hangs"]["value"]["first"], 1);
    assert_eq!(second["sections"]["Hangs"]["status"], "still_running");
    assert_ne!(first["gmr"]["id"], second["gmr"]["id"]);
}

#[test]
fn the_resource_is_named_as_opentelemetry_names_it() {
    let document = document(first());
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    assert_eq!(document["host"]["name"], host.trim());
    assert_eq!(document["os"]["type"], "linux");
    assert_eq!(document["process"]["pid"], std::process::id());
    assert_eq!(document["process"]["parent_pid"], std::os::unix::process::parent_id());
    let path = std::env::current_exe().unwrap();
    assert_eq!(document["process"]["executable"]["path"], path.to_str().unwrap());
}

#[test]
fn the_records_of_a_real_process_hold_parts_that_the_schema_knows() {
    let report = first();
    let mut seen = Vec::new();
    for line in view::ndjson(report).lines() {
        assert!(line.len() < 15 * 1024);
        let record: Json = serde_json::from_str(line).unwrap();
        let event = record["event"]["name"].as_str().unwrap().to_owned();
        let part = match event.as_str() {
            "gmr.stack" => ("stack", &record["stack"]),
            "gmr.section" => ("section", &record["section"]),
            "gmr.config" => ("option", &record["config"]),
            "gmr.task_group" => ("task", &record["tasks"][0]),
            _ => continue,
        };
        assert_eq!(faults(part.0, part.1), [""; 0], "{line}");
        seen.push(event);
    }
    for event in ["gmr.stack", "gmr.section", "gmr.config", "gmr.task_group"] {
        assert!(seen.iter().any(|name| name == event), "no {event}");
    }
}

#[test]
fn every_real_thread_and_task_is_in_the_flame_graph() {
    let report = first();
    let weight = |line: &str| line.rsplit_once(' ').unwrap().1.parse::<usize>().unwrap();
    let total: usize = view::collapsed(report).lines().map(weight).sum();
    let expect = report.threads().unwrap().threads.len() + report.tasks().unwrap().tasks.len();
    assert_eq!(total, expect);
}
