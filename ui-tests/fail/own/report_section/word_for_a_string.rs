#[derive(gmr::ReportSection)]
struct S {
    #[gmr(rename = other)]
    a: u8,
}

fn main() {}
