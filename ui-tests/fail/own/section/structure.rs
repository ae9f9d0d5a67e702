#[gmr::section]
struct Pool {
    idle: u8,
}

fn main() {}
