#[gmr::section("  ", order = "first", timeout = 5, frobnicate, debug, display)]
unsafe fn pool<T>(id: u32, name: &str) -> ! {
    loop {}
}

fn main() {}
