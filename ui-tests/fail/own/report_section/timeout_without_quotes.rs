#[derive(gmr::ReportSection)]
#[gmr(timeout = 5s)]
struct Pool {
    size: u8,
}

#[derive(gmr::ReportSection)]
#[gmr(timeout = 5min)]
struct Cache {
    size: u8,
}

fn main() {}
