//! What differs between two processes that are in the same state.

use crate::plan::{Process, Scene};
use crate::scenes::Scenes;
use gmr::model::{Content, Entry, Report, Value, WaitKind};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// When the first process reports: 2026-11-21T10:30:00Z.
const FIRST: Duration = Duration::from_secs(1_795_257_000);

/// The report of the process: that of its scene, as if it had been made on its host.
pub(crate) fn report(scenes: &Scenes, process: &Process) -> Report {
    let mut report = Report::clone(scenes.report(process.scene()));
    let number = process.number as u64;
    report.time = UNIX_EPOCH + FIRST + Duration::from_millis(7 * number);
    report.id = id(report.time, number);
    report.host.name = process.host();
    report.service.name = process.service.to_owned();
    report.service.version = process.version.to_owned();
    // As the kernel gives them: spread, and below its default limit.
    report.pid = 300 + (number * 7919 % 32_000) as u32;
    name(&mut report, process);
    configure(&mut report, process);
    if process.scene() == Scene::HeldLedger {
        wait_longer(&mut report, Duration::from_secs(30 + number % 600));
    }
    report
}

/// What the sections say of these, too.
fn name(report: &mut Report, process: &Process) {
    let pid = Value::Int(report.pid.into());
    set(report, &["Processes", "pid"], pid);
    for key in ["service", "name", "binary"] {
        set(report, &["Package", key], Value::Str(process.service.to_owned()));
    }
    for key in ["service version", "version"] {
        set(report, &["Package", key], Value::Str(process.version.to_owned()));
    }
}

/// A UUID of version 7 (RFC 9562): the time in milliseconds, and the number of the process.
fn id(time: SystemTime, number: u64) -> String {
    let millis = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as u64;
    format!("{:08x}-{:04x}-7000-8000-{number:012x}", millis >> 16, millis & 0xffff)
}

/// The options that differ: two by their nature, one because somebody set it.
fn configure(report: &mut Report, process: &Process) {
    let mut option = |name, value, source| {
        if let Some(option) = entry(report, &["Configuration", "default", name]) {
            option.value = value;
            option.source = Some(source);
        }
    };
    option("node", Value::Str(process.host()), "env FLEET_NODE".into());
    option("zone", Value::Str(process.zone().to_owned()), "fleet.toml".into());
    if let Some(size) = process.odd_pool_size() {
        option("pool_size", Value::Int(size.into()), "env FLEET_POOL_SIZE".into());
    }
}

/// Whoever waits for a lock has done so for this much longer.
fn wait_longer(report: &mut Report, by: Duration) {
    let threads = report.sections.iter_mut().find_map(|section| match &mut section.content {
        Content::Threads(threads) => Some(threads),
        _ => None,
    });
    let waits = threads.into_iter().flat_map(|threads| &mut threads.threads);
    let waits = waits.filter_map(|thread| thread.wait.as_mut());
    for wait in waits.filter(|wait| wait.kind == WaitKind::Lock) {
        wait.since = Some(wait.since.unwrap_or_default() + by);
    }
}

fn set(report: &mut Report, path: &[&str], value: Value) {
    if let Some(entry) = entry(report, path) {
        entry.value = value;
    }
}

/// What the names lead to, of which the first is the title of a section.
fn entry<'r>(report: &'r mut Report, path: &[&str]) -> Option<&'r mut Entry> {
    let [title, group @ .., key] = path else { return None };
    let section = report.sections.iter_mut().find(|section| section.title == *title)?;
    let (Content::Value(value) | Content::Configuration(value)) = &mut section.content else {
        return None;
    };
    let value = group.iter().try_fold(value, |value, key| Some(&mut below(value, key)?.value))?;
    below(value, key)
}

fn below<'v>(value: &'v mut Value, key: &str) -> Option<&'v mut Entry> {
    match value {
        Value::Map(entries) => entries.iter_mut().find(|entry| entry.key == key),
        _ => None,
    }
}
