#[derive(gmr::ReportSection)]
struct S {
    #[gmr(secret, show)]
    a: u8,
}

fn main() {}
