#[derive(gmr::ReportSection)]
#[gmr(enabled = path)]
struct S {
    a: u8,
}

fn main() {}
