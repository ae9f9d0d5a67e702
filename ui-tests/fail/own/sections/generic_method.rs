struct Pool;

static POOL: Pool = Pool;

#[gmr::sections(static = POOL)]
impl Pool {
    #[section]
    fn idle<T>(&self) -> u8 {
        0
    }
}

fn main() {}
