#[derive(gmr::ReportSection, gmr::ConfigReport)]
struct S {
    a: u8,
}

fn main() {}
