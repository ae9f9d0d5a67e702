#[gmr::main]
struct Main;

fn main() {}
