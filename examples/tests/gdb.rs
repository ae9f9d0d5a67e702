//! gdb is the oracle: in a release build, each thread's functions are those that gdb finds.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(clippy::panic, reason = "in a test a panic is the verdict")]

mod busy;
#[path = "../../gmr/tests/child/mod.rs"]
mod child;

use busy::{Busy, built, workspace};
use child::{section, skip};
use std::collections::BTreeMap;
use std::process::Command;

/// A function of a stack; without a source, the name may come from one symbol table or another.
#[derive(Debug, PartialEq)]
struct Function {
    name: String,
    has_source: bool,
}

/// What a report's Threads section says of the program's threads: functions by thread.
fn reported(threads: &str) -> BTreeMap<u64, Vec<Function>> {
    let mut found: BTreeMap<u64, Vec<Function>> = BTreeMap::new();
    let mut ids: Vec<u64> = Vec::new();
    let mut in_heading = false;
    for line in threads.lines() {
        if line.starts_with("------") {
            (ids, in_heading) = (numbers(line), true);
        } else if let Some(function) = line
            .strip_prefix("      at ")
            .map(|_| true)
            .or_else(|| line.starts_with("      in ").then_some(false))
        {
            for id in &ids {
                let stack = found.get_mut(id).expect("a function came first");
                stack.last_mut().expect("a function came first").has_source = function;
            }
        } else if let Some(name) = frame(line) {
            in_heading = false;
            for id in &ids {
                let function = Function { name: name.clone(), has_source: false };
                found.entry(*id).or_default().push(function);
            }
        } else if in_heading {
            ids.extend(numbers(line));
        }
    }
    found
}

/// The numbers behind each `#`, but for gmr's own threads.
fn numbers(line: &str) -> Vec<u64> {
    let own = |thread: &&str| !thread.contains("(gmr ");
    let digits = |text: &str| text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok();
    line.split('#').skip(1).filter(own).filter_map(digits).collect()
}

/// `  3 service::work (inlined)` is `service::work`.
fn frame(line: &str) -> Option<String> {
    let (number, name) = line.trim_start().split_once(' ')?;
    let indent = line.len() - line.trim_start().len();
    (indent <= 2 && number.parse::<u32>().is_ok())
        .then(|| name.strip_suffix(" (inlined)").unwrap_or(name).to_owned())
}

/// What gdb says: names by thread.
fn by_gdb(pid: u32) -> Option<BTreeMap<u64, Vec<String>>> {
    let dir = tempfile::tempdir().expect("a directory");
    let frames = dir.path().join("frames");
    let mut gdb = Command::new("gdb");
    // gmr does not load the debug files of system libraries either.
    gdb.args(["-batch", "-nx", "-iex", "set debug-file-directory /nonexistent"]);
    gdb.args(["-p", &pid.to_string(), "-x"]);
    gdb.arg(workspace().join("gmr/tests/gdb/all_frames.py")).env("GMR_FRAMES", &frames);
    let Ok(output) = gdb.output() else {
        skip("gdb is not installed, so no stack was compared");
        return None;
    };
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    if complaint.contains("ptrace: Operation not permitted") {
        skip("gdb may not attach here, so no stack was compared");
        return None;
    }
    let text = std::fs::read_to_string(frames).unwrap_or_else(|_| panic!("gdb: {complaint}"));
    let mut threads: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, _address, kind, name] = columns[..] else { panic!("{line}") };
        assert_ne!(kind, "error", "{line}");
        let name = format!("{:#}", rustc_demangle::demangle(name));
        threads.entry(id.parse().expect("a number")).or_default().push(name);
    }
    Some(threads)
}

#[test]
fn each_thread_of_a_release_build_has_the_functions_that_gdb_finds() {
    let mut busy = Busy::start(&built("release"));
    let report = busy.report();
    busy.settle();
    let Some(expected) = by_gdb(busy.service.pid()) else { return };
    let threads = reported(section(&report, "Threads"));
    // Main, six workers and the compactor.
    assert_eq!(threads.len(), 8, "{report}");
    for (id, stack) in threads {
        let oracle = &expected[&id];
        let ours: Vec<&str> = stack.iter().map(|function| function.name.as_str()).collect();
        assert_eq!(ours.len(), oracle.len(), "thread {id}: ours {ours:#?}\ngdb {oracle:#?}");
        // Std and the program itself have their sources in the debug information.
        assert!(stack.iter().filter(|function| function.has_source).count() > 3, "{ours:#?}");
        for (function, name) in stack.iter().zip(oracle) {
            let same = function.name == *name || !function.has_source;
            assert!(same, "thread {id}: {function:?}, gdb {name}\n{ours:#?}\n{oracle:#?}");
        }
    }
}
