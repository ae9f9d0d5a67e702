#[derive(gmr::ReportSection)]
#[gmr(default)]
struct S<T> {
    a: T,
}

fn main() {}
