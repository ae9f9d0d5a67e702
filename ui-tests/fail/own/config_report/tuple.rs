#[derive(gmr::ConfigReport)]
struct T(u8);

fn main() {}
