#[gmr::sections]
fn idle() -> u8 {
    0
}

fn main() {}
