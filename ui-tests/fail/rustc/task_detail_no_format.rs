#[gmr::task(detail(7))]
async fn work() {}

fn main() {}
