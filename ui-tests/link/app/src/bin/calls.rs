//! Calls a function of the library.

#[gmr::section]
fn app_function() -> u32 {
    gmr_link_plug::answer()
}

fn main() {
    gmr_link_app::print_sections();
}
