#[derive(gmr::ReportSection)]
struct S {
    #[gmr(name = "x")]
    a: u8,
}

fn main() {}
