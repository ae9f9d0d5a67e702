#![deny(unused_must_use)]

fn main() {
    gmr::register("x", || 1_u8);
}
