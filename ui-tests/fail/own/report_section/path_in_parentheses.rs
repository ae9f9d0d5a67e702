#[derive(gmr::ReportSection)]
struct S {
    #[gmr(skip_if(Option::is_none))]
    a: Option<u8>,
}

fn main() {}
