#[derive(gmr::ReportSection)]
#[gmr(static)]
struct S {
    a: u8,
}

fn main() {}
