//! What 1,000 registered sections cost: to collect, to render, to start with, to carry.
//!
//! `cargo bench -p gmr --bench sections`

mod measure;
mod thousand;

fn main() {
    measure::main();
}
