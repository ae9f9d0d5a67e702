#[derive(gmr::ReportSection)]
struct S {
    #[gmr = "x"]
    a: u8,
}

fn main() {}
