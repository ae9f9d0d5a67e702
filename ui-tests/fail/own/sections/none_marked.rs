struct Pool;

#[gmr::sections]
impl Pool {
    fn idle() -> u8 {
        0
    }
}

fn main() {}
