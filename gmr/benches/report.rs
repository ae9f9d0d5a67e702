//! What a whole report costs with 10, 100 and 1,000 parked threads: `cargo bench -p gmr`.
//!
//! Each row is a process of its own: its first report is the cold one (debug information is
//! opened, nothing is cached), the warm figures are medians of those that follow. Machines
//! differ and share their cores, so compare rows of one run, not runs.

use gmr::model::{Report, Timing};
use std::env;
use std::hint::black_box;
use std::process::Command;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

const THREADS: [usize; 3] = [10, 100, 1000];
const WARM: usize = 15;
/// Calls below the park of each thread.
const DEPTH: u32 = 20;

fn main() {
    match env::args().skip_while(|arg| arg != "--threads").nth(1) {
        Some(threads) => row(threads.parse().expect("a number")),
        None => table(),
    }
}

fn table() {
    println!("whole report, ms; threads parked {DEPTH} calls deep, no two with the same stack");
    println!(
        "{:>7} {:5} {:>9} {:>9} {:>9} {:>10} {:>9} {:>9}",
        "threads", "", "whole", "capture", "unwind", "symbolize", "render", "KiB text"
    );
    let own = env::current_exe().expect("the benchmark's own binary");
    for threads in THREADS {
        let status = Command::new(&own).args(["--threads", &threads.to_string()]).status();
        assert!(status.expect("a process for each row").success());
    }
}

fn row(threads: usize) {
    park(threads);
    let guard = gmr::autorun(gmr::package!()).signal("none").start();
    let cold = measure();
    let mut warm: Vec<Cost> = (0..WARM).map(|_| measure()).collect();
    warm.sort_by_key(|cost| cost.whole);
    cold.print(threads, "cold");
    warm.swap_remove(WARM / 2).print(threads, "warm");
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
    fn print(&self, threads: usize, name: &str) {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let timing = &self.timing;
        println!(
            "{threads:>7} {name:5} {:>9.2} {:>9.2} {:>9.2} {:>10.2} {:>9.2} {:>9}",
            ms(self.whole),
            ms(timing.capture),
            ms(timing.unwind),
            ms(timing.symbolize),
            ms(self.render),
            self.bytes / 1024,
        );
    }
}

/// Starts threads that wait at the end of calls no two of which are the same.
fn park(threads: usize) {
    let ready = Arc::new(Barrier::new(threads + 1));
    let mut path = 0x9e37_79b9_u32;
    for n in 0..threads {
        path = path.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (ready, path) = (Arc::clone(&ready), path >> 8);
        let body = move || {
            descend(path, DEPTH, &ready);
        };
        let name = format!("parked-{n}");
        let thread = thread::Builder::new().name(name).stack_size(256 << 10).spawn(body);
        drop(thread.expect("a thread"));
    }
    ready.wait();
}

/// Takes one of two ways at each step, as the bits of `path` say.
fn descend(path: u32, depth: u32, ready: &Barrier) -> u32 {
    if depth == 0 {
        ready.wait();
        loop {
            thread::park();
        }
    }
    if path & 1 == 0 { left(path >> 1, depth, ready) } else { right(path >> 1, depth, ready) }
}

#[inline(never)]
fn left(path: u32, depth: u32, ready: &Barrier) -> u32 {
    black_box(descend(path, depth - 1, ready)) + 1
}

#[inline(never)]
fn right(path: u32, depth: u32, ready: &Barrier) -> u32 {
    black_box(descend(path, depth - 1, ready)) + 2
}
