#[derive(gmr::ConfigReport)]
#[gmr(group = "")]
struct AppConfig {
    a: u8,
}

fn main() {}
