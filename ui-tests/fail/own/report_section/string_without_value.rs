#[derive(gmr::ReportSection)]
struct S {
    #[gmr(rename)]
    a: u8,
}

fn main() {}
