#[gmr::section(tilte = "Pool")]
fn pool() -> u8 {
    0
}

fn main() {}
