#[gmr::task(title = "worker")]
async fn work() {}

fn main() {}
