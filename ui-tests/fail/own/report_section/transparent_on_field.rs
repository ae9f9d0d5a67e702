#[derive(gmr::ReportSection)]
struct S {
    #[gmr(transparent)]
    a: u8,
}

fn main() {}
