#[derive(gmr::ReportSection)]
struct S {
    #[gmr(fmt = "{:.1}")]
    a: u8,
}

fn main() {}
