#[derive(gmr::ReportSection)]
#[gmr(collect = nope)]
struct S {
    a: u8,
}

fn main() {}
