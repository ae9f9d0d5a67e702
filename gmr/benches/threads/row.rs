//! One row: a process with so many parked threads, which measures its own reports.
//!
//! The first report is the cold one (debug information is opened, nothing is cached), the warm
//! figures are those of the median of the reports that follow.

use crate::figures::{proc_number, stay, tell, tell_time};
use crate::parked::park;
use gmr::model::{Report, Threads, Timing};
use std::fs;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

const WARM: usize = 11;

pub(crate) fn run(threads: usize) {
    park(threads);
    let guard = gmr::autorun(gmr::package!()).signal("none").start().expect("nothing is set up");
    measure().tell("cold");
    let mut warm: Vec<Cost> = (0..WARM).map(|_| measure()).collect();
    warm.sort_by_key(|cost| cost.whole);
    warm.swap_remove(WARM / 2).tell("warm");
    tell_what_is_seen();
    stay();
    drop(guard);
}

struct Cost {
    whole: Duration,
    timing: Timing,
    render: Duration,
    bytes: usize,
}

fn measure() -> Cost {
    let begin = Instant::now();
    let report: Arc<Report> = gmr::collect();
    let collected = begin.elapsed();
    let text = gmr::view::text(&report);
    let whole = begin.elapsed();
    let timing = report.threads().map(|threads| threads.timing).expect("threads");
    Cost { whole, timing, render: whole - collected, bytes: black_box(text).len() }
}

impl Cost {
    fn tell(&self, when: &str) {
        let timing = &self.timing;
        let steps = timing.capture + timing.unwind + timing.symbolize + self.render;
        tell_time(&format!("{when}.whole"), self.whole);
        tell_time(&format!("{when}.capture"), timing.capture);
        tell_time(&format!("{when}.unwind"), timing.unwind);
        tell_time(&format!("{when}.names"), timing.symbolize);
        tell_time(&format!("{when}.render"), self.render);
        tell_time(&format!("{when}.rest"), self.whole.saturating_sub(steps));
        tell("text", self.bytes as f64 / 1024.0);
    }
}

/// Tells how deep the stacks are, how many are complete, and which threads noticed a report.
fn tell_what_is_seen() {
    let before = traces();
    let report = gmr::collect();
    let after = traces();
    let noticed = before
        .iter()
        .filter(|(id, trace)| after.iter().any(|(other, now)| id == other && trace != now));
    tell("noticed", noticed.count() as f64);
    let threads = report.threads().expect("threads");
    let parked: Vec<_> = threads.threads.iter().filter(|t| t.name.starts_with("parked")).collect();
    let mut depths: Vec<usize> = parked.iter().map(|t| frames(threads, t.id)).collect();
    depths.sort_unstable();
    tell("frames", depths.get(depths.len() / 2).copied().unwrap_or(0) as f64);
    tell("parked", parked.len() as f64);
}

/// The physical frames of a thread's stack.
fn frames(threads: &Threads, id: u64) -> usize {
    let stack = threads.stack_of(id);
    stack.map_or(0, |stack| stack.frames.iter().filter(|frame| !frame.inlined).count())
}

/// What a parked thread cannot run without changing: its time on a processor, and how often it
/// left one.
fn traces() -> Vec<(String, Vec<String>)> {
    let tasks = fs::read_dir("/proc/self/task").expect("the kernel lists the threads");
    let trace = |entry: fs::DirEntry| {
        let path = entry.path();
        let name = fs::read_to_string(path.join("comm")).ok()?;
        let run = fs::read_to_string(path.join("schedstat")).ok()?;
        let status = path.join("status").to_string_lossy().into_owned();
        let switches = proc_number(&status, "voluntary_ctxt_switches").map(|n| n.to_string());
        let id = entry.file_name().to_string_lossy().into_owned();
        name.starts_with("parked").then(|| (id, vec![run, switches.unwrap_or_default()]))
    };
    tasks.filter_map(Result::ok).filter_map(trace).collect()
}
