#[gmr::section(titel = "x")]
fn pool() -> u8 {
    0
}

fn main() {}
