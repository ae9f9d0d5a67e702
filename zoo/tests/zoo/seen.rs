//! What the zoo's report and gdb say of the threads, read from their lines.

use crate::child::Service;
use crate::gdb::{self, number};
use std::collections::BTreeMap;
use std::ops::Range;

/// How a stack of a report ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    Root,
    /// Early, or without a single frame, for this reason.
    Marked(String),
}

/// A thread as the report has it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) kind: String,
    pub(crate) end: End,
    /// Why the stack may be wrong.
    pub(crate) doubt: Option<String>,
    /// Where the thread is and returns to, innermost first.
    pub(crate) places: Vec<u64>,
    /// Before which place calls are left out, and how many.
    pub(crate) gap: Option<(usize, usize)>,
    /// The names of all functions, the inlined ones, too.
    pub(crate) functions: Vec<String>,
}

/// Asks the zoo for a report.
pub(crate) fn report(zoo: &mut Service) -> BTreeMap<u64, Seen> {
    zoo.say("report");
    let mut threads = BTreeMap::new();
    let mut last = 0;
    loop {
        let line = zoo.line("");
        let columns: Vec<&str> = line.split('\t').collect();
        match columns[..] {
            ["thread", id, name, _state, _method, end, doubt] => {
                last = id.parse().expect("a number");
                let end = match end {
                    "root" => End::Root,
                    reason => End::Marked(reason.to_owned()),
                };
                let doubt = Some(doubt).filter(|doubt| !doubt.is_empty()).map(str::to_owned);
                let (kind, places, functions) = (name.to_owned(), Vec::new(), Vec::new());
                threads.insert(last, Seen { kind, end, doubt, places, gap: None, functions });
            }
            ["frame", address, kind, function] => {
                let thread = threads.get_mut(&last).expect("a thread came first");
                thread.functions.push(function.to_owned());
                if kind == "physical" {
                    thread.places.push(number(address));
                }
            }
            ["gap", left_out] => {
                let thread = threads.get_mut(&last).expect("a thread came first");
                let left_out = left_out.parse().expect("a number");
                thread.gap = Some((thread.places.len(), left_out));
            }
            ["end"] => return threads,
            _ => println!("the zoo says: {line}"),
        }
    }
}

/// Where a process has code.
fn code(pid: u32) -> Vec<Range<u64>> {
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).expect("the zoo's mappings");
    let range = |line: &str| {
        let mut columns = line.split(' ');
        let (start, end) = columns.next()?.split_once('-')?;
        let number = |text| u64::from_str_radix(text, 16).ok();
        columns.next()?.contains('x').then_some(number(start)?..number(end)?)
    };
    maps.lines().filter_map(range).collect()
}

/// Where each thread is and returns to, as gdb has it, or why it has nothing. Where there is no
/// code, it has zero.
pub(crate) fn by_gdb(pid: u32) -> Result<BTreeMap<u64, Vec<u64>>, &'static str> {
    let code = code(pid);
    let if_code = |place| if code.iter().any(|range| range.contains(&place)) { place } else { 0 };
    let mut threads: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for line in gdb::lines(pid)? {
        let places = threads.entry(line.thread).or_default();
        // Where gdb fails, what it found before stands.
        if line.kind == "physical" || line.kind == "signal" {
            places.push(if_code(line.address));
        }
    }
    Ok(threads)
}
