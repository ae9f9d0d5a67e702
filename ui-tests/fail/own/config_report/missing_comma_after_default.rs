#[derive(gmr::ConfigReport)]
struct S {
    #[gmr(default = 3 env = "PORT")]
    a: u8,
}

fn main() {}
