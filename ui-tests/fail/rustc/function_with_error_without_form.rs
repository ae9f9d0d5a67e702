struct Foreign;

#[gmr::section]
fn pool() -> Result<u8, Foreign> {
    Ok(1)
}

fn main() {}
