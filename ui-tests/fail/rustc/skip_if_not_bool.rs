#[derive(gmr::ReportSection)]
struct S {
    #[gmr(skip_if = |n| n + 1)]
    a: u8,
}

fn main() {}
