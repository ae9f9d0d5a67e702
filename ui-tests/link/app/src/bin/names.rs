//! Names the library and calls nothing in it.

use gmr_link_plug as _;

#[gmr::section]
fn app_function() -> u32 {
    1
}

fn main() {
    gmr_link_app::print_sections();
}
