#[gmr::main(service_name)]
fn main() {}
