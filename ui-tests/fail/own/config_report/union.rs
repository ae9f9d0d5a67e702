#[derive(gmr::ConfigReport)]
union U {
    a: u8,
}

fn main() {}
