#[derive(gmr::ReportSection)]
enum E {
    #[gmr(title = "x")]
    A(u8),
}

fn main() {}
