#[gmr::task(frobnicate)]
async fn work() {}

fn main() {}
