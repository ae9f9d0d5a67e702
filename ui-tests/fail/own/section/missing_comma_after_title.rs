#[gmr::section("Pool" order = 5)]
fn pool() -> u8 {
    0
}

fn main() {}
