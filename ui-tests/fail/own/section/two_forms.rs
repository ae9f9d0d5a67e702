#[gmr::section(debug, display)]
fn pool() -> u8 {
    0
}

fn main() {}
