#[gmr::task(nam = "worker", detail, order = 3)]
fn work() {}

fn main() {}
