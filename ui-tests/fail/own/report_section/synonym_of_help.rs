#[derive(gmr::ReportSection)]
struct S {
    #[gmr(doc = "x")]
    a: u8,
}

fn main() {}
