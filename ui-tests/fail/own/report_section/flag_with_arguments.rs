#[derive(gmr::ReportSection)]
struct S {
    #[gmr(debug(pretty))]
    a: u8,
}

fn main() {}
