#[gmr::section]
fn pool<T: Default + std::fmt::Display>() -> String {
    T::default().to_string()
}

fn main() {}
