#[derive(gmr::ConfigReport)]
struct AppConfig {
    #[gmr(secret, show)]
    a: u8,
}

fn main() {}
