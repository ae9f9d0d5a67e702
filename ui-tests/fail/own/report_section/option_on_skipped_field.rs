#[derive(gmr::ReportSection)]
struct S {
    #[gmr(skip, rename = "x")]
    a: u8,
}

fn main() {}
