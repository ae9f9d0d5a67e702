#[gmr::section]
fn pool(out: gmr::Out<'_>, more: gmr::Out<'_>) {
    out.null();
    more.null();
}

fn main() {}
