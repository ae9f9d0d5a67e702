#[derive(gmr::ReportSection)]
#[gmr(bound = "u8: Copy")]
struct S {
    a: u8,
}

fn main() {}
