#[gmr::task]
async fn work() -> String {
    5
}

fn main() {}
