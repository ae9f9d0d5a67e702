#[gmr::section(secret)]
fn pool() -> u8 {
    0
}

fn main() {}
