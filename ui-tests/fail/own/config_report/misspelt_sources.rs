#[derive(gmr::ConfigReport)]
#[gmr(source = path)]
struct AppConfig {
    a: u8,
}

fn main() {}
