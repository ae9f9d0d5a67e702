#[derive(gmr::ConfigReport)]
#[gmr(sources = path)]
struct AppConfig {
    a: u8,
}

fn path(_: &str) -> u8 {
    1
}

fn main() {}
