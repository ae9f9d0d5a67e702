#[gmr::section]
#[derive(gmr::ReportSection)]
struct Pool {
    idle: u8,
}

fn main() {}
