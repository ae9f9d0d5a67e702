#[gmr::task]
async fn work() -> Result<u8, String> {
    Ok("7".parse::<u8>()?)
}

fn main() {}
