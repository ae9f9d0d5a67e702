#[derive(gmr::ReportSection)]
struct S {
    #[gmr(with = 3)]
    a: u8,
}

fn main() {}
