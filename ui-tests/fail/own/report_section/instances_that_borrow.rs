#[derive(gmr::ReportSection)]
#[gmr(instances)]
struct S<'a> {
    a: &'a u8,
}

fn main() {}
