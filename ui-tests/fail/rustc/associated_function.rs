struct Pool;

impl Pool {
    #[gmr::section]
    fn stats() -> String {
        String::new()
    }
}

fn main() {}
