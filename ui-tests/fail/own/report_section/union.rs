#[derive(gmr::ReportSection)]
union U {
    a: u8,
    b: u16,
}

fn main() {}
