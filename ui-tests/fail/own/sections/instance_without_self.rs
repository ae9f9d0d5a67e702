struct Pool;

static POOL: Pool = Pool;

#[gmr::sections]
impl Pool {
    #[section(static = POOL)]
    fn idle() -> u8 {
        0
    }
}

fn main() {}
