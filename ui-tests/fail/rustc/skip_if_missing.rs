#[derive(gmr::ReportSection)]
struct S {
    #[gmr(skip_if = is_zero)]
    a: u8,
}

fn main() {}
