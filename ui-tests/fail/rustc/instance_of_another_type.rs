struct Pool;

static OTHER: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());

#[gmr::sections(static = OTHER)]
impl Pool {
    #[section]
    fn idle(&self) -> u8 {
        0
    }
}

fn main() {}
