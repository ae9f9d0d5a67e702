#[derive(gmr::ReportSection)]
#[gmr(static = NOPE)]
struct S {
    a: u8,
}

fn main() {}
