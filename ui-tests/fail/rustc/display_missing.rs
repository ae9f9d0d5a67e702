struct Foreign;

#[derive(gmr::ReportSection)]
struct S {
    #[gmr(display)]
    a: Foreign,
}

fn main() {}
