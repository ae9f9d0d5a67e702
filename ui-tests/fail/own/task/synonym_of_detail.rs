#[gmr::task(fields("id={id}"))]
async fn work(id: u32) {}

fn main() {}
