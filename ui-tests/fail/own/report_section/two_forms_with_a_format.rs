#[derive(gmr::ReportSection)]
struct S {
    #[gmr(format = "{}", with = drop)]
    a: u8,
}

fn main() {}
