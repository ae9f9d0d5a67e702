#[gmr::section(instances)]
fn pool() -> u8 {
    0
}

fn main() {}
