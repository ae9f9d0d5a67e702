#[gmr::task(timeout = "2s")]
async fn work() {}

fn main() {}
