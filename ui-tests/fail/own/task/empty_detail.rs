#[gmr::task(detail())]
async fn work() {}

fn main() {}
