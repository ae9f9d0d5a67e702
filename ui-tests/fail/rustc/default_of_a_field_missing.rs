#[derive(gmr::ConfigReport)]
struct S {
    #[gmr(default, debug)]
    a: Foreign,
}

#[derive(Debug)]
struct Foreign;

fn main() {}
