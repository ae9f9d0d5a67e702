#[gmr(title = "x")]
#[derive(gmr::ReportSection)]
struct S {
    a: u8,
}

fn main() {}
