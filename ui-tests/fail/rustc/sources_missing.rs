#[derive(gmr::ConfigReport)]
#[gmr(sources = nope)]
struct AppConfig {
    a: u8,
}

fn main() {}
