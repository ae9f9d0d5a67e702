#[gmr::sections]
struct Pool {
    idle: u8,
}

fn main() {}
