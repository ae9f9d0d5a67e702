#[gmr::sections]
trait Pool {
    fn idle() -> u8;
}

fn main() {}
