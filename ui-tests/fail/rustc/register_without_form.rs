struct Foreign;

fn main() {
    gmr::register("x", || Foreign).detach();
}
