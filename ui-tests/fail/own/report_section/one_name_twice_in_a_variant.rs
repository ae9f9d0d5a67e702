#[derive(gmr::ReportSection)]
enum E {
    A {
        a: u8,
        #[gmr(rename = "a")]
        b: u8,
    },
}

fn main() {}
