#[derive(gmr::ConfigReport)]
#[gmr(sources)]
struct AppConfig {
    a: u8,
}

fn main() {}
