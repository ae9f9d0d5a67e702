#[gmr::section]
fn pool(id: u32, names: Vec<(u8, u8)>) -> String {
    format!("{id}{names:?}")
}

fn main() {}
