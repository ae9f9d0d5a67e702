//! The benchmark of sections without sections. It has nothing to say by itself.

mod measure;

fn main() {
    measure::main();
}
