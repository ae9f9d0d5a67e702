#[gmr::section(enabled = is_on)]
fn pool() -> u8 {
    0
}

fn main() {}
