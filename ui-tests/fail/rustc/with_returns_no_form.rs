struct Foreign;

fn f(_: &u8) -> Foreign {
    Foreign
}

#[derive(gmr::ReportSection)]
struct S {
    #[gmr(with = f)]
    a: u8,
}

fn main() {}
