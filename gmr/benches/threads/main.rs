//! What a whole report costs with 10 to 4,000 parked threads, and what its peers take for the
//! same threads in the same run: `cargo bench -p gmr --bench threads`.
//!
//! Machines differ and share their cores, so compare the columns of one run, not runs. A peer that
//! is not here is left out, and said to be. Each row is a process of its own (`row`); others
//! measure memory (`memory`) and the pause of a running thread (`pause`).

mod figures;
mod memory;
mod parked;
mod pause;
mod peers;
mod row;
mod table;
mod targets;

use std::env;

fn main() {
    let words: Vec<String> = env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse().expect("a number of threads");
    match words[..] {
        ["row", threads] => row::run(number(threads)),
        ["memory", threads] => memory::run(number(threads)),
        ["pause"] => pause::run(),
        _ => table::print(&words.iter().map(|text| number(text)).collect::<Vec<_>>()),
    }
}
