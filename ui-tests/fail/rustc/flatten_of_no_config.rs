#[derive(gmr::ConfigReport)]
struct AppConfig {
    #[gmr(flatten)]
    a: std::time::Duration,
}

fn main() {}
