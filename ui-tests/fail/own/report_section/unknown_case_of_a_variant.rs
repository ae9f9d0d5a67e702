#[derive(gmr::ReportSection)]
enum E {
    #[gmr(rename_all = "Kebab")]
    A { b: u8 },
}

fn main() {}
