#[derive(gmr::ReportSection)]
#[gmr(transparent)]
struct S {
    #[gmr(unit = "ms")]
    a: u8,
}

fn main() {}
