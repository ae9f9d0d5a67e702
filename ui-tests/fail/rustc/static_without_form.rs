struct Foreign;

#[gmr::section]
static POOL: std::sync::Mutex<Foreign> = std::sync::Mutex::new(Foreign);

fn main() {}
