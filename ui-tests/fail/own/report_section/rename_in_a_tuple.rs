#[derive(gmr::ReportSection)]
struct S(#[gmr(rename = "x")] u8, u8);

fn main() {}
