//! The table that the benchmark prints.

use crate::figures::Told;
use crate::peers::{EU_STACK, GDB, Tool, measure_rstack, rstack};
use crate::targets;
use std::env;
use std::path::Path;
use std::process::Command;

/// The rows, if none are asked for.
const THREADS: [usize; 4] = [10, 100, 1000, 4000];

/// So many processes of each are measured; the median counts.
const TURNS: usize = 7;

/// A row as measured; of a peer that is not here, nothing.
pub(crate) struct Row {
    pub(crate) threads: usize,
    pub(crate) own: Told,
    pub(crate) memory: Option<Told>,
    pub(crate) gdb: Option<f64>,
    eu_stack: Option<f64>,
    pub(crate) rstack: Option<Told>,
}

pub(crate) fn print(threads: &[usize]) {
    let threads = if threads.is_empty() { &THREADS } else { threads };
    let rstack = rstack();
    if rstack.is_none() {
        println!("SKIPPED: rstack-self cannot be built here (it needs libdw-dev)");
    }
    println!("whole text report, ms; no two threads with the same stack; ratio: gmr / peer\n");
    println!(
        "{:>7} {:4} {:>8} {:>8} {:>7} {:>7} {:>7} {:>6} | {:>8} {:>7} | {:>8} {:>7} | {:>8} {:>7}",
        "threads",
        "",
        "gmr",
        "capture",
        "unwind",
        "names",
        "render",
        "rest",
        "gdb",
        "ratio",
        "eu-stack",
        "ratio",
        "rstack",
        "ratio",
    );
    let mut rows = Vec::new();
    for threads in threads {
        let (own, rstack) = in_turns(*threads, rstack.as_deref());
        let row = Row {
            gdb: measure(&GDB, &own, *threads),
            eu_stack: measure(&EU_STACK, &own, *threads),
            rstack,
            memory: None,
            threads: *threads,
            own,
        };
        row.print_line("cold");
        row.print_line("warm");
        rows.push(Row { memory: ask(&["memory", &threads.to_string()]), ..row });
    }
    println!("\nmemory beyond the symbols, KiB a thread");
    println!(
        "{:>7} {:>6} {:>12} {:>12} {:>12}",
        "threads", "text", "peak, first", "peak, later", "kept"
    );
    rows.iter().for_each(Row::print_memory);
    let pause = ask(&["pause"]);
    println!();
    targets::print(&rows, pause.as_ref());
}

/// Both that report themselves, so often that one bad moment of the machine does not count; one
/// after the other, for none is to share the machine with another.
fn in_turns(threads: usize, rstack: Option<&Path>) -> (Told, Option<Told>) {
    let own = || ask(&["row", &threads.to_string()]).expect("gmr reports itself");
    let peer = || rstack.and_then(|program| measure_rstack(program, threads));
    let (mut all_own, mut all_peer) = (own(), peer());
    for _ in 1..TURNS {
        all_own.add(&own());
        if let (Some(all), Some(peer)) = (&mut all_peer, peer()) {
            all.add(&peer);
        }
    }
    (all_own, all_peer)
}

fn ask(words: &[&str]) -> Option<Told> {
    let own = env::current_exe().expect("the benchmark's own file");
    Told::by(Command::new(own).args(words))
}

fn measure(tool: &Tool, own: &Told, threads: usize) -> Option<f64> {
    let time = tool.measure(own.pid(), threads);
    if time.is_none() {
        println!("SKIPPED: {} is not here, or does not see {threads} threads", tool.name);
    }
    time
}

impl Row {
    pub(crate) fn rstack(&self, when: &str) -> Option<f64> {
        self.rstack.as_ref().map(|told| told.figure(&format!("{when}.whole")))
    }

    pub(crate) fn whole(&self, when: &str) -> f64 {
        self.own.figure(&format!("{when}.whole"))
    }

    fn print_line(&self, when: &str) {
        let step = |name: &str| self.own.figure(&format!("{when}.{name}"));
        print!("{:>7} {when:4} {:>8.2}", self.threads, self.whole(when));
        print!(" {:>8.2} {:>7.2} {:>7.2}", step("capture"), step("unwind"), step("names"));
        print!(" {:>7.2} {:>6.2}", step("render"), step("rest"));
        // The tools start anew each time: they are always cold, but for the page cache.
        for peer in [self.gdb, self.eu_stack, self.rstack(when)] {
            match peer {
                Some(time) => print!(" | {time:>8.1} {:>7.4}", self.whole(when) / time),
                None => print!(" | {:>8} {:>7}", "-", "-"),
            }
        }
        println!();
    }

    fn print_memory(&self) {
        let each = |name: &str| {
            let kib = self.memory.as_ref().map_or(f64::NAN, |told| told.figure(name));
            kib / self.threads as f64
        };
        let text = self.own.figure("text") / self.threads as f64;
        let (first, later) = (each("first.peak"), each("fourth.peak"));
        println!(
            "{:>7} {text:>6.1} {first:>12.1} {later:>12.1} {:>12.1}",
            self.threads,
            each("first.kept")
        );
    }
}
