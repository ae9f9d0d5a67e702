#[derive(gmr::ReportSection)]
#[gmr(timeout = "0s")]
struct S {
    a: u8,
}

fn main() {}
