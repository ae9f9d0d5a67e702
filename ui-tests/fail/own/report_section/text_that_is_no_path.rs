#[derive(gmr::ReportSection)]
struct S {
    #[gmr(with = "a(")]
    a: u8,
}

fn main() {}
