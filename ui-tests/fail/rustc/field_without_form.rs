struct Foreign;

#[derive(gmr::ReportSection)]
struct S {
    fine: u8,
    bad: Foreign,
}

fn main() {}
