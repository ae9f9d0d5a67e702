#[derive(gmr::ReportSection)]
struct S {
    a: u8,
}

fn main() {
    let _s = gmr::track(S { a: 1 });
}
