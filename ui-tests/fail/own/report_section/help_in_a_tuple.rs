#[derive(gmr::ReportSection)]
struct S(#[gmr(help = "x")] u8, u8);

fn main() {}
