#[derive(gmr::ReportSection)]
struct S {
    #[gmr(env = "PORT")]
    a: u8,
}

fn main() {}
