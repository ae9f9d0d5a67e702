#[derive(gmr::ReportSection)]
struct S {
    #[gmr(flatten, rename = "x")]
    a: u8,
}

fn main() {}
