#[derive(gmr::ReportSection)]
enum E {
    #[gmr(renam = "x")]
    A,
}

fn main() {}
