#[derive(gmr::ReportSection)]
struct S {
    #[gmr(unit = 1)]
    a: u8,
}

fn main() {}
