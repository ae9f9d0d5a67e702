#[derive(gmr::ReportSection)]
#[gmr(title = "  ")]
struct S {
    a: u8,
}

fn main() {}
