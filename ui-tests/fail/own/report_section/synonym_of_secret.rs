#[derive(gmr::ReportSection)]
struct S {
    #[gmr(sensitive)]
    a: u8,
}

fn main() {}
