#[gmr::section("A", title = "B")]
fn pool() -> u8 {
    0
}

fn main() {}
