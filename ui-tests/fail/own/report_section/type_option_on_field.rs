#[derive(gmr::ReportSection)]
struct S {
    #[gmr(title = "x")]
    a: u8,
}

fn main() {}
