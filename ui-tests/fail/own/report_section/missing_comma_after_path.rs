#[derive(gmr::ReportSection)]
struct S {
    #[gmr(with = Option::is_some unit = "ms")]
    a: Option<u8>,
}

fn main() {}
