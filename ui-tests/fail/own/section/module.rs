#[gmr::section]
mod pool {}

fn main() {}
