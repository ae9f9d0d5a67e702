#[derive(gmr::ConfigReport)]
#[gmr(env = "PORT")]
struct AppConfig {
    a: u8,
}

fn main() {}
