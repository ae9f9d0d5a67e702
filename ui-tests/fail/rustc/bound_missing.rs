#[derive(gmr::ReportSection)]
#[gmr(bound = "")]
struct S<T> {
    a: T,
}

fn main() {}
