#[derive(gmr::ReportSection)]
struct S(#[gmr(flatten)] Vec<u8>);

fn main() {}
