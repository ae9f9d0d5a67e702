#[gmr::section(priority = 3)]
fn pool() -> u8 {
    0
}

fn main() {}
