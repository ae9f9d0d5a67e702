#[derive(gmr::ConfigReport)]
#[gmr(default)]
struct AppConfig {
    a: u8,
}

fn main() {}
