struct Foreign;

#[derive(gmr::ReportSection)]
struct S {
    a: Option<Foreign>,
}

fn main() {}
