#[derive(gmr::ReportSection)]
struct S {
    #[gmr(frobnicate)]
    a: u8,
}

fn main() {}
