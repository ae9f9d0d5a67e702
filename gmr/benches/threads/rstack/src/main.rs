//! The same threads as in the benchmark of gmr, seen by rstack-self: its child process traces
//! them, and the process itself finds the names.

#[path = "../../figures.rs"]
#[allow(dead_code, reason = "this program tells, and takes nothing down")]
mod figures;
#[path = "../../parked.rs"]
mod parked;

use figures::{median, stay, tell};
use std::env;
use std::fmt::Write as _;
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

const WARM: usize = 5;

fn main() {
    match env::args().nth(1).as_deref() {
        Some("child") => rstack_self::child().expect("the parent can be traced"),
        Some(threads) => row(threads.parse().expect("a number")),
        None => panic!("for how many threads?"),
    }
}

fn row(threads: usize) {
    parked::park(threads);
    tell("cold.whole", report(threads));
    tell("warm.whole", median((0..WARM).map(|_| report(threads)).collect()));
    stay();
}

/// Milliseconds for a report as text.
fn report(threads: usize) -> f64 {
    let begin = Instant::now();
    let own = env::current_exe().expect("the program's own file");
    let trace = rstack_self::trace(Command::new(own).arg("child")).expect("a trace");
    let mut text = String::new();
    let mut frames = Vec::new();
    for thread in trace.threads() {
        frames.push(thread.frames().len() as f64);
        writeln!(text, "thread {} {}", thread.id(), thread.name()).expect("a string takes all");
        for symbol in thread.frames().iter().flat_map(|frame| frame.symbols()) {
            let (name, file) = (symbol.name(), symbol.file());
            writeln!(text, "{name:?} at {file:?}:{:?}", symbol.line()).expect("as above");
        }
    }
    black_box(text);
    let time = begin.elapsed().as_secs_f64() * 1e3;
    // A trace that is cut early would not be a peer.
    assert!(trace.threads().len() >= threads && median(frames) > 20.0);
    time
}
