struct Foreign;

#[gmr::section]
async fn pool() -> Foreign {
    Foreign
}

fn main() {}
