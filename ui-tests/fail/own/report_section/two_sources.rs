#[derive(gmr::ReportSection)]
#[gmr(static = X, default)]
struct S {
    a: u8,
}

fn main() {}
