#[derive(gmr::ReportSection)]
#[gmr(group = "x")]
struct S {
    a: u8,
}

fn main() {}
