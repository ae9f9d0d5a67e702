#[gmr::section]
static mut POOL: u8 = 3;

fn main() {}
