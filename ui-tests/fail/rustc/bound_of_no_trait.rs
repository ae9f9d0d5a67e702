#[derive(gmr::ReportSection)]
#[gmr(bound = "T: Nope")]
struct S<T> {
    a: T,
}

fn main() {}
