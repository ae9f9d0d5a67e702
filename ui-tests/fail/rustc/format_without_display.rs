#[derive(gmr::ReportSection)]
struct S {
    #[gmr(format = "{:>8}")]
    a: Foreign,
}

struct Foreign;

fn main() {}
