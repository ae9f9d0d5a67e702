#[derive(gmr::ReportSection)]
struct S {
    #[gmr(debug, display)]
    a: u8,
}

fn main() {}
