struct Foreign;

#[derive(gmr::ReportSection)]
enum E {
    A(u8, Foreign),
}

fn main() {}
