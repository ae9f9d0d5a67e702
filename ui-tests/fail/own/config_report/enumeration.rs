#[derive(gmr::ConfigReport)]
enum E {
    A,
    B,
}

fn main() {}
