struct Pool;

#[gmr::sections]
impl Pool {
    #[section]
    fn idle(&self) -> u8 {
        0
    }

    #[section(tilte = "Busy")]
    fn busy() -> u8 {
        1
    }
}

fn main() {
    let _ = Pool.idle() + Pool::busy();
}
