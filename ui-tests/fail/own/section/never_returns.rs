#[gmr::section]
fn pool() -> ! {
    panic!()
}

fn main() {}
