struct Foreign;

#[derive(gmr::ReportSection)]
struct S {
    #[gmr(debug)]
    a: Foreign,
}

fn main() {}
