struct Pool;

impl Pool {
    #[gmr::section]
    fn stats(&self) -> String {
        String::new()
    }
}

fn main() {}
