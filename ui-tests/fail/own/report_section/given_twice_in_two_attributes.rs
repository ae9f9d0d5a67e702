#[derive(gmr::ReportSection)]
struct S {
    #[gmr(unit = "s")]
    #[gmr(unit = "ms")]
    a: u8,
}

fn main() {}
