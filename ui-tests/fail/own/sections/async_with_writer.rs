struct Pool;

static POOL: Pool = Pool;

#[gmr::sections(static = POOL)]
impl Pool {
    #[section]
    async fn idle(&self, out: gmr::Out<'_>) {
        out.null();
    }
}

fn main() {}
