#[derive(gmr::ReportSection)]
struct S {
    #[gmr(rename("x"))]
    a: u8,
}

fn main() {}
