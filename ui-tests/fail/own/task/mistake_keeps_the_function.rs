#[gmr::task(nam = "worker")]
async fn work() -> u8 {
    1
}

fn main() {
    drop(work());
}
