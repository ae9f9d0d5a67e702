#[derive(gmr::ConfigReport)]
#[gmr(static = NOPE)]
struct AppConfig {
    a: u8,
}

fn main() {}
