#[derive(gmr::ReportSection)]
struct S {
    #[gmr(skip, skip_if = |n| *n == 0)]
    a: u8,
}

fn main() {}
