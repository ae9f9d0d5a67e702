#[derive(gmr::ReportSection)]
struct S {
    #[gmr(rename = "x", rename = "y")]
    a: u8,
}

fn main() {}
