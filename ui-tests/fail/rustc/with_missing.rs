#[derive(gmr::ReportSection)]
struct S {
    #[gmr(with = nope)]
    a: u8,
}

fn main() {}
