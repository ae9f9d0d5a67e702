#[derive(gmr::ReportSection)]
#[gmr(timeout = "5 parsecs")]
struct S {
    a: u8,
}

fn main() {}
