#[gmr::section]
async fn pool() -> u8 {
    0
}

fn main() {}
