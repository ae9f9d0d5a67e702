struct Pool;

#[gmr::sections]
impl Pool {
    #[section(crate = gmr)]
    fn idle() -> u8 {
        0
    }
}

fn main() {}
