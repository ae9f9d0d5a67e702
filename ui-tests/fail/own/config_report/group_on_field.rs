#[derive(gmr::ConfigReport)]
struct S {
    #[gmr(group = "x")]
    a: u8,
}

fn main() {}
