#[derive(gmr::ConfigReport)]
struct S {
    #[gmr(default(3))]
    a: u8,
}

fn main() {}
