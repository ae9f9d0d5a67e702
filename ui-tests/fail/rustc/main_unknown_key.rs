#[gmr::main(servce_name = "x")]
fn main() {}
