#[derive(gmr::ReportSection)]
struct S {
    #[gmr(serde = false)]
    a: u8,
}

fn main() {}
