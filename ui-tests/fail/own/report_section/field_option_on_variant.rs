#[derive(gmr::ReportSection)]
enum E {
    #[gmr(secret)]
    A(u8),
}

fn main() {}
