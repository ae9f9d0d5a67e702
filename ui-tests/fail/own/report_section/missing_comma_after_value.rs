#[derive(gmr::ReportSection)]
struct S {
    #[gmr(rename = "x" unit = "s")]
    a: u8,
}

fn main() {}
