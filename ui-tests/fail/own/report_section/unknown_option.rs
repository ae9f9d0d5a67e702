#[derive(gmr::ReportSection)]
struct S {
    #[gmr(renam = "x")]
    a: u8,
}

fn main() {}
