#[derive(gmr::ReportSection)]
struct S {
    a: u8,
    #[gmr(rename = "a")]
    b: u8,
}

fn main() {}
