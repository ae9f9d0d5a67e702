#[derive(gmr::ReportSection)]
#[gmr(default)]
struct S {
    a: u8,
}

fn main() {}
