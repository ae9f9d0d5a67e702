#[derive(gmr::ReportSection)]
#[gmr(secret)]
struct S {
    a: u8,
}

fn main() {}
