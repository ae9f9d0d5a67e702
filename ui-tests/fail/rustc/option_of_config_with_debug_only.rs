#[derive(Debug)]
struct Db {
    password: String,
}

#[derive(gmr::ConfigReport)]
struct AppConfig {
    db: Db,
}

fn main() {}
