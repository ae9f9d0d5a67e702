#[gmr::task]
static WORK: u8 = 0;

fn main() {}
