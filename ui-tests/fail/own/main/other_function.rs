#[gmr::main]
fn start() {}

fn main() {}
