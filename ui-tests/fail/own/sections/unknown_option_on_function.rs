struct Pool;

#[gmr::sections]
impl Pool {
    #[section("Idle", ordre = 3)]
    fn idle() -> u8 {
        0
    }
}

fn main() {}
