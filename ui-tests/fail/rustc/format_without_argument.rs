#[derive(gmr::ReportSection)]
struct S {
    #[gmr(format = "x")]
    a: u8,
}

fn main() {}
