#[gmr::section(name = "Pool")]
fn pool() -> u8 {
    0
}

fn main() {}
