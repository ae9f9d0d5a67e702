unsafe extern "C" {
    #[gmr::section]
    safe fn pool() -> u8;
}

fn main() {}
