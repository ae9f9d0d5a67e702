#[gmr::section]
async fn pool() -> String {
    5
}

fn main() {}
