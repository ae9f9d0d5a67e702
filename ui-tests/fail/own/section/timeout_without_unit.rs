#[gmr::section(timeout = 500)]
fn pool() -> u8 {
    0
}

fn main() {}
