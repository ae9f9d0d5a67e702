#[gmr::section]
unsafe impl Send for Pool {}

fn main() {}
