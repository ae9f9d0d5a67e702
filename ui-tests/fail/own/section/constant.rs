#[gmr::section]
const POOL: u8 = 3;

fn main() {}
