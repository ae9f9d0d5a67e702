#[derive(gmr::ReportSection)]
struct Pool {
    size: u8,
    size: u16,
}

fn main() {}
