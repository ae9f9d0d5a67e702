#[derive(gmr::ConfigReport)]
struct S {
    #[gmr(default = Foreign)]
    a: u8,
}

struct Foreign;

fn main() {}
