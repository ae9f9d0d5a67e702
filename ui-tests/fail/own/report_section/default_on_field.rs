#[derive(gmr::ReportSection)]
struct S {
    #[gmr(default = 3)]
    a: u8,
}

fn main() {}
