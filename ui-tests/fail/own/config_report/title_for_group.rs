#[derive(gmr::ConfigReport)]
#[gmr(title = "x")]
struct AppConfig {
    a: u8,
}

fn main() {}
