struct Fault;

#[gmr::task]
async fn work() -> Result<u8, Fault> {
    Ok("7".parse::<u8>()?)
}

fn main() {}
