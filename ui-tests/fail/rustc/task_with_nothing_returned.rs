#[gmr::task]
async fn work() -> String {}

fn main() {}
