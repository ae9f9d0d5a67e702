#[gmr::main]
static MAIN: u8 = 3;

fn main() {}
