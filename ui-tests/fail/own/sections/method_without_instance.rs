struct Pool;

#[gmr::sections]
impl Pool {
    #[section]
    fn idle(&self) -> u8 {
        0
    }
}

fn main() {}
