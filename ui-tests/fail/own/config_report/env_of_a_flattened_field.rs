#[derive(gmr::ConfigReport)]
struct S {
    #[gmr(flatten, env = "PORT")]
    a: Inner,
}

#[derive(gmr::ConfigReport)]
struct Inner {}

fn main() {}
