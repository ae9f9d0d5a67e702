//! No view takes more than three times what it makes.
//!
//! A program of its own with nothing beside it: whatever its process allocates, counts.

#[path = "../benches/views/made.rs"]
mod made;

use gmr::model::Report;
use gmr::view;
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

type View = (&'static str, fn(&Report) -> String);

const VIEWS: [View; 7] = [
    ("text", view::text),
    ("html", view::html),
    ("json", view::json),
    ("ndjson", view::ndjson),
    ("xml", view::xml),
    ("collapsed", view::collapsed),
    ("speedscope", view::speedscope),
];

fn main() {
    let report = made::report(1_000);
    for (name, view) in VIEWS {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let out = view(&report);
        let most = MEMORY.peak_usage() - before;
        let times = most as f64 / out.len() as f64;
        println!("{name:10} {times:.2} times {} kB", out.len() / 1000);
        assert!(times <= 3.0, "{name} takes {most} bytes to make {}", out.len());
    }
}
