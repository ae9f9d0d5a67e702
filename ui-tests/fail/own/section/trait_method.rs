trait Pool {
    #[gmr::section]
    fn idle() -> u8;
}

fn main() {}
