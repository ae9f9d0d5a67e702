#[gmr::section(42)]
fn pool() -> u8 {
    0
}

fn main() {}
