#[derive(gmr::ConfigReport)]
#[gmr(static = X, collect = f)]
struct AppConfig {
    a: u8,
}

fn main() {}
