//! What it costs to track a task: a poll, a poll within tokio, a spawn, memory.
//! `cargo bench -p gmr --bench tasks`.
//!
//! Machines differ and share their cores, so compare the rows of one run, not runs. Both ways take
//! turns, many times, and the quickest turn of each counts: what it costs, without what else the
//! machine does.

mod memory;
mod poll;
mod spawn;
mod turns;
mod yields;

use turns::{Row, measure};

fn main() {
    println!("ns each, in one run\n");
    println!("{:36} {:>8} {:>8} {:>8}  target", "", "plain", "Tracked", "more");
    let bare = measure(poll::plain, poll::tracked);
    row("a poll, bare", &bare, 3.0);
    let yields = measure(yields::plain, yields::tracked);
    row("a poll, tokio yielding", &yields, 5.0);
    let spawn = measure(spawn::plain, spawn::tracked);
    row("a task made and dropped", &spawn, 25.0);
    let named = measure(spawn::plain, spawn::named);
    let (plain, tracked, more) = (named.plain, named.tracked, named.more());
    println!("{:36} {plain:>8.2} {tracked:>8.2} {more:>8.2}", "  … with a name");
    let tokio = measure(spawn::tokio_plain, spawn::tokio_tracked);
    row("a task spawned by tokio and joined", &tokio, 25.0);
    println!();
    at_most("bytes a task", memory::each(), 160.0);
}

fn row(what: &str, row: &Row, target: f64) {
    let (plain, tracked, more) = (row.plain, row.tracked, row.more());
    print!("{what:36} {plain:>8.2} {tracked:>8.2} {more:>8.2}  ");
    println!("{} (at the most {target})", verdict(more, target));
}

fn at_most(what: &str, figure: f64, target: f64) {
    println!("{what}: {figure:.1}, {} (at the most {target})", verdict(figure, target));
}

fn verdict(figure: f64, target: f64) -> &'static str {
    if figure <= target { "holds" } else { "FAILS" }
}
