#[derive(gmr::ConfigReport)]
struct S {
    #[gmr(skip, default = 3)]
    a: u8,
}

fn main() {}
