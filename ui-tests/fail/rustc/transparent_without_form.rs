#[derive(gmr::ReportSection)]
#[gmr(transparent)]
struct S {
    a: Foreign,
}

struct Foreign;

fn main() {}
