#[derive(gmr::ConfigReport)]
#[gmr(serde = "no")]
struct AppConfig {
    a: u8,
}

fn main() {}
