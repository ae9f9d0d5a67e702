#[derive(gmr::ReportSection)]
struct S {
    #[gmr(with = "to text")]
    a: u8,
}

fn main() {}
