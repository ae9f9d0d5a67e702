//! What each view costs: for 50, 1,000 and 3,000 threads, each on a stack of its own.
//! `cargo bench -p gmr --features xml --bench views`.
//!
//! The quickest of several turns counts: what it costs, without what else the machine does. How
//! much memory each takes at most, `gmr/tests/view_memory.rs` checks.

mod made;

use gmr::model::Report;
use gmr::view;
use std::hint::black_box;
use std::time::{Duration, Instant};

const SIZES: [usize; 3] = [50, 1_000, 3_000];
/// The size that the targets are for.
const MEASURE: usize = 1_000;
const TURNS: usize = 15;

/// A view, and how many milliseconds it may take at the most.
type View = (&'static str, fn(&Report) -> String, Option<f64>);

const VIEWS: [View; 7] = [
    ("text", view::text, None),
    ("html", view::html, Some(30.0)),
    ("json", view::json, Some(10.0)),
    ("ndjson", view::ndjson, None),
    ("xml", view::xml, None),
    ("collapsed", view::collapsed, None),
    ("speedscope", view::speedscope, None),
];

fn main() {
    for size in SIZES {
        let report = made::report(size);
        println!("\n{size} threads, each on a stack of its own");
        for (name, view, target) in VIEWS {
            let bytes = view(&report).len();
            let time = quickest(|| view(&report)).as_secs_f64() * 1e3;
            let target = target.filter(|_| size == MEASURE).map(|most| {
                let verdict = if time <= most { "holds" } else { "FAILS" };
                format!("  {verdict} (at the most {most} ms)")
            });
            let target = target.unwrap_or_default();
            println!("  {name:10} {time:>8.2} ms {:>8.2} MB{target}", bytes as f64 / 1e6);
        }
    }
}

fn quickest(work: impl Fn() -> String) -> Duration {
    let turn = || {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    (0..TURNS).map(|_| turn()).min().unwrap_or_default()
}
