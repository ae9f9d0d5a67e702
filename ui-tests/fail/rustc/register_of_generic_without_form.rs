struct Foreign;

#[derive(gmr::ReportSection)]
struct S<T> {
    a: T,
}

fn main() {
    gmr::register("x", || S { a: Foreign }).detach();
}
