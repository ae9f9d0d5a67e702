struct Pool;

static POOL: Pool = Pool;

#[gmr::sections(static = POOL)]
impl Pool {
    #[section]
    fn idle(&self) {}
}

fn main() {}
