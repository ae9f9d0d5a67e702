struct Pool;

struct Foreign;

static POOL: Pool = Pool;

#[gmr::sections(static = POOL)]
impl Pool {
    #[section]
    fn idle(&self) -> Foreign {
        Foreign
    }
}

fn main() {}
