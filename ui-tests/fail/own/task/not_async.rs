#[gmr::task]
fn work() {}

fn main() {}
