#[derive(gmr::ReportSection)]
#[gmr(transparent)]
enum S {
    A(u8),
}

fn main() {}
