#[gmr::task("worker", name = "other")]
async fn work() {}

fn main() {}
