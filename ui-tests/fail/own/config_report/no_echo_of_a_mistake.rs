#[derive(gmr::ConfigReport)]
struct Wrong {
    #[gmr(renam = "x")]
    a: u8,
}

#[derive(gmr::ConfigReport)]
struct Right {
    #[gmr(flatten)]
    wrong: Wrong,
}

fn main() {}
