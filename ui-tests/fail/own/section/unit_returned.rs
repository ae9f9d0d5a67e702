#[gmr::section]
fn pool() -> () {
    println!("idle");
}

fn main() {}
