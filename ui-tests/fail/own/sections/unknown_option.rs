struct Pool;

#[gmr::sections(statik = POOL)]
impl Pool {
    #[section]
    fn idle() -> u8 {
        0
    }
}

fn main() {}
