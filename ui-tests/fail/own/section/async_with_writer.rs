#[gmr::section]
async fn pool(out: gmr::Out<'_>) {
    out.null();
}

fn main() {}
