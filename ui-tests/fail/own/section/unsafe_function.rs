#[gmr::section]
unsafe fn pool() -> u8 {
    0
}

fn main() {}
