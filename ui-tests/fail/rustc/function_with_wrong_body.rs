#[gmr::section]
fn pool() -> String {
    5
}

fn main() {}
