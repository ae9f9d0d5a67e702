//! Names the library and calls nothing in it.

gmr::link!(gmr_link_plug);

#[gmr::section]
fn app_function() -> u32 {
    1
}

fn main() {
    gmr_link_app::print_sections();
}
