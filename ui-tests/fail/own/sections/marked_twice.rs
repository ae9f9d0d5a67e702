struct Pool;

#[gmr::sections]
impl Pool {
    #[section]
    #[gmr::section("Idle")]
    fn idle() -> u8 {
        0
    }
}

fn main() {}
