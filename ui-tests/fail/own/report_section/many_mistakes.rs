#[derive(gmr::ReportSection)]
#[gmr(titel = "x", order = "high", timeout = 5)]
struct S {
    #[gmr(renam = "x")]
    a: u8,
    #[gmr(skip = 3)]
    b: u8,
    #[gmr(unit = 1)]
    c: u8,
}

fn main() {}
