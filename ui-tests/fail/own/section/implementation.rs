struct Pool;

#[gmr::section]
impl Pool {
    fn idle() {}
}

fn main() {}
