#[derive(gmr::ReportSection)]
#[gmr(order = "high")]
struct S {
    a: u8,
}

fn main() {}
