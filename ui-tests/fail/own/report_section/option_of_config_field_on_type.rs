#[derive(gmr::ReportSection)]
#[gmr(env = "PORT")]
struct S {
    a: u8,
}

fn main() {}
