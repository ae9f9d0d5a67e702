//! What is promised of the figures, and whether it holds in this run.

use crate::figures::Told;
use crate::table::Row;

/// At this many threads the promises are made.
const CROWD: usize = 1000;
const MANY: usize = 4000;
/// Of growth with the number of threads, for each of them.
const LINEAR: f64 = 1.3;
/// What three reports may add to what the first one keeps, in KiB a thread.
const GROWN: f64 = 0.25;
/// What may stay of all reports when the caches are dropped, in KiB a thread.
const KEPT: f64 = 0.5;

pub(crate) fn print(rows: &[Row], pause: Option<&Told>) {
    let crowd = rows.iter().find(|row| row.threads == CROWD);
    let many = rows.iter().find(|row| row.threads == MANY);
    if let Some(row) = crowd {
        let frames = row.own.figure("frames");
        println!("{frames} physical frames a thread; targets at {CROWD} threads:");
        at_most("warm / gdb", row.gdb.map(|gdb| row.whole("warm") / gdb), 1.0 / 40.0);
        for when in ["warm", "cold"] {
            let ratio = row.rstack(when).map(|rstack| row.whole(when) / rstack);
            at_most(&format!("{when} / rstack-self {when}"), ratio, 1.0 / 3.0);
        }
        at_most("blocked threads that noticed", Some(row.own.figure("noticed")), 0.0);
    }
    if let Some((row, memory)) = crowd.and_then(|row| row.memory.as_ref().map(|told| (row, told))) {
        let each = |name: &str| memory.figure(name) / row.threads as f64;
        at_most("KiB a thread at the peak", Some(each("first.peak")), 16.0);
        let grown = each("fourth.used") - each("first.used");
        at_most("KiB a thread that three more reports add", Some(grown), GROWN);
        let kept = each("dropped.used");
        at_most("KiB a thread that stay without the caches", Some(kept), KEPT);
    }
    if let (Some(row), Some(many)) = (crowd, many) {
        let growth = many.whole("warm") / row.whole("warm") * CROWD as f64 / MANY as f64;
        at_most("growth per thread from 1,000 to 4,000", Some(growth), LINEAR);
    }
    let beyond = |stack: &str, told: &Told| {
        told.figure(&format!("pause.{stack}.median")) - told.figure(&format!("pause.{stack}.empty"))
    };
    let shallow = pause.map(|told| beyond("shallow", told));
    at_most("pause of a running thread beyond an empty handler's, median, µs", shallow, 3.0);
    if let Some(told) = pause {
        let [median, least, most, empty] = ["median", "least", "most", "empty"]
            .map(|name| told.figure(&format!("pause.shallow.{name}")));
        println!(
            "         with what the kernel takes {median:.2}, 90 of 100 {least:.2} to {most:.2}; by \
             an empty handler {empty:.2}"
        );
        let deep = beyond("deep", told);
        println!("         beyond an empty handler's with 64 KiB on the stack {deep:.2}");
    }
}

fn at_most(what: &str, figure: Option<f64>, limit: f64) {
    match figure {
        Some(figure) => {
            let verdict = if figure <= limit { "holds" } else { "FAILS" };
            println!("  {verdict}  {what}: {figure:.4} (at the most {limit:.4})");
        }
        None => println!("  -      {what}: SKIPPED, there is nothing to compare with"),
    }
}
