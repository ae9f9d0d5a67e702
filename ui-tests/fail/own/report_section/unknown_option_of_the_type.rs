#[derive(gmr::ReportSection)]
#[gmr(titel = "x")]
struct S {
    a: u8,
}

fn main() {}
