#[gmr::task(detail("id={id}"))]
async fn work() {}

fn main() {}
