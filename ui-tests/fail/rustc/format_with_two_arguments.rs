#[derive(gmr::ReportSection)]
struct S {
    #[gmr(format = "{} {}")]
    a: u8,
}

fn main() {}
