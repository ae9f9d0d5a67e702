#[derive(gmr::ReportSection)]
struct S {
    #[gmr(hidden)]
    a: u8,
}

fn main() {}
