#[derive(gmr::ReportSection)]
struct S {
    #[gmr(format = 1)]
    a: u8,
}

fn main() {}
