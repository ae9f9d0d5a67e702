#[derive(gmr::ReportSection)]
enum S {
    #[gmr(transparent)]
    A(u8),
}

fn main() {}
