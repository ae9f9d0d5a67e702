#[derive(gmr::ConfigReport)]
struct S {
    #[gmr(default_value = 3)]
    a: u8,
}

fn main() {}
