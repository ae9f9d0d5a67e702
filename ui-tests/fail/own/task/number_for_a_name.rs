#[gmr::task(42)]
async fn work() {}

fn main() {}
