#[derive(gmr::ReportSection)]
struct S {
    #[gmr(with = |_| Foreign)]
    a: u8,
}

struct Foreign;

fn main() {}
