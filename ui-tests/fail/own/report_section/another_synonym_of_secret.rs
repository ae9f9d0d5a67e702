#[derive(gmr::ReportSection)]
struct S {
    #[gmr(redact)]
    a: u8,
}

fn main() {}
