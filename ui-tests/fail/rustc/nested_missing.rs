struct Foreign;

#[derive(gmr::ReportSection)]
struct S {
    #[gmr(nested)]
    a: Foreign,
}

fn main() {}
