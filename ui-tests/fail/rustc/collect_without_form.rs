#[derive(gmr::ReportSection)]
#[gmr(collect = make)]
struct S {
    a: u8,
}

struct Foreign;

fn make() -> Foreign {
    Foreign
}

fn main() {}
