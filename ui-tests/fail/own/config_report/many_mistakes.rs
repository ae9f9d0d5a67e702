#[derive(gmr::ConfigReport)]
#[gmr(serde = 1, group = "", bound = "T: Copy", order = 3)]
struct AppConfig {
    #[gmr(env = 1, default(3))]
    a: u8,
    #[gmr(secret, show)]
    b: u8,
    #[gmr(rename = "b")]
    c: u8,
}

fn main() {}
