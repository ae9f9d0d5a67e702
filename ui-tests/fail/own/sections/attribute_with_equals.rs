struct Pool;

#[gmr::sections]
impl Pool {
    #[section = "Idle"]
    fn idle() -> u8 {
        0
    }
}

fn main() {}
