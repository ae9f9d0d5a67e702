#[gmr::main]
fn main() -> Result<(), std::num::ParseIntError> {
    let _: u8 = "7".parse()?;
}
