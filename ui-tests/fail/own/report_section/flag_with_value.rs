#[derive(gmr::ReportSection)]
struct S {
    #[gmr(skip = 3)]
    a: u8,
}

fn main() {}
