#[derive(gmr::ReportSection)]
#[gmr(order = 3_000_000_000)]
struct S {
    a: u8,
}

fn main() {}
