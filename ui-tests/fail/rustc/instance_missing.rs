struct Pool;

#[gmr::sections(static = POOL)]
impl Pool {
    #[section]
    fn idle(&self) -> u8 {
        0
    }
}

fn main() {}
