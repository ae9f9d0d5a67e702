#[derive(gmr::ConfigReport)]
#[gmr(colect = f)]
struct AppConfig {
    a: u8,
}

fn main() {}
