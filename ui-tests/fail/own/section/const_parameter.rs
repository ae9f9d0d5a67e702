#[gmr::section]
fn pool<const N: usize>() -> usize {
    N
}

fn main() {}
