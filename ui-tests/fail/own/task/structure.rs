#[gmr::task]
struct Work;

fn main() {}
