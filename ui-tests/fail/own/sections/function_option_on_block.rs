struct Pool;

#[gmr::sections(title = "Pool", order = 3)]
impl Pool {
    #[section]
    fn idle() -> u8 {
        0
    }
}

fn main() {}
