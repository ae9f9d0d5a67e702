#[derive(gmr::ReportSection)]
#[gmr(timeout = 500)]
struct S {
    a: u8,
}

fn main() {}
