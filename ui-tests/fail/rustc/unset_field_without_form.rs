#[derive(gmr::ConfigReport)]
struct S {
    #[gmr(default)]
    a: Foreign,
    #[gmr(default, display)]
    b: Foreign,
    #[gmr(default, flatten)]
    c: Foreign,
}

#[derive(Default)]
struct Foreign;

fn main() {}
