#[derive(gmr::ConfigReport)]
struct S {
    #[gmr(env_var = "PORT")]
    a: u8,
}

fn main() {}
