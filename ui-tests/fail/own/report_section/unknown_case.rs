#[derive(gmr::ReportSection)]
#[gmr(rename_all = "kebabcase")]
struct S {
    a: u8,
}

fn main() {}
