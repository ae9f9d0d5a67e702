//! gdb is the oracle: in a release build, each thread's functions are those that gdb finds.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(clippy::panic, reason = "in a test a panic is the verdict")]

mod busy;
#[path = "../../gmr/tests/child/mod.rs"]
mod child;
#[path = "../../gmr/tests/gdb/mod.rs"]
mod gdb;

use busy::{Busy, built};
use child::{section, skip};
use gdb::Line;
use std::collections::BTreeMap;

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
fn named(lines: Vec<Line>) -> BTreeMap<u64, Vec<String>> {
    let mut threads: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for Line { thread, kind, function, .. } in lines {
        assert_ne!(kind, "error", "{thread}: {function}");
        let name = format!("{:#}", rustc_demangle::demangle(&function));
        threads.entry(thread).or_default().push(name);
    }
    threads
}

#[test]
fn each_thread_of_a_release_build_has_the_functions_that_gdb_finds() {
    let mut busy = Busy::start(&built("release"));
    let report = busy.report();
    busy.settle();
    let expected = match gdb::lines(busy.service.pid()) {
        Ok(lines) => named(lines),
        Err(why) => return skip(&format!("{why}, so no stack was compared")),
    };
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
