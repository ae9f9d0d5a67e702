#[derive(gmr::ReportSection)]
#[gmr(instances)]
struct S<T> {
    a: T,
}

fn main() {}
