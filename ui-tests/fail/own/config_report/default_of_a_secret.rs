#[derive(gmr::ConfigReport)]
struct S {
    #[gmr(secret, default = 3)]
    a: u8,
}

fn main() {}
