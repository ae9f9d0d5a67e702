#[derive(gmr::ReportSection)]
struct Pool {
    #[gmr(rename = "")]
    size: u8,
}

#[derive(gmr::ReportSection)]
enum State {
    #[gmr(rename = " ")]
    Idle,
    Busy,
}

fn main() {}
