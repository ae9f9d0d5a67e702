#[derive(gmr::ConfigReport)]
#[gmr(order = 3)]
struct AppConfig {
    a: u8,
}

fn main() {}
