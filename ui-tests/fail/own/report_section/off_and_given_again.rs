#[derive(gmr::ReportSection)]
struct S {
    #[gmr(secret = false, secret)]
    a: u8,
}

fn main() {}
