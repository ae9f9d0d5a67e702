#[gmr::task(name = "")]
async fn work() {}

fn main() {}
