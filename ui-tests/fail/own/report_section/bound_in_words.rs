#[derive(gmr::ReportSection)]
#[gmr(bound = T: Display)]
struct S<T> {
    a: T,
}

fn main() {}
