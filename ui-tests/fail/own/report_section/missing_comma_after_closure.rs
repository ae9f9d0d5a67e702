#[derive(gmr::ReportSection)]
struct S {
    #[gmr(skip_if = |n| (n > 3) unit = "ms")]
    a: u8,
}

fn main() {}
