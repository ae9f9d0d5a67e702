struct Pool;

#[gmr::sections]
impl Pool {
    #[section]
    const IDLE: u8 = 0;
}

fn main() {}
