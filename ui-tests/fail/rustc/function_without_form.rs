struct Foreign;

#[gmr::section]
fn pool() -> Foreign {
    Foreign
}

fn main() {}
