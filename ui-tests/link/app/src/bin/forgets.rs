//! Names the library nowhere but in `Cargo.toml`, so that rustc never looks at it.

#[gmr::section]
fn app_function() -> u32 {
    1
}

fn main() {
    gmr_link_app::print_sections();
}
