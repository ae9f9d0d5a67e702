#[derive(gmr::ReportSection)]
#[gmr(transparent)]
struct S {
    #[gmr(skip)]
    a: u8,
}

fn main() {}
