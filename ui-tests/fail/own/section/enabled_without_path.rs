#[gmr::section(enabled)]
fn pool() -> u8 {
    0
}

fn main() {}
