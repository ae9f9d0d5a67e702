#[gmr::section("  ")]
fn pool() -> u8 {
    0
}

fn main() {}
