#[derive(gmr::ReportSection)]
struct S {
    #[gmr]
    a: u8,
}

fn main() {}
