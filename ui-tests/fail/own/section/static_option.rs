#[gmr::section(static = POOL)]
fn pool() -> u8 {
    0
}

fn main() {}
