struct Pool<T>(T);

#[gmr::sections]
impl<'a, T: Clone> Pool<&'a T> {
    #[section]
    fn idle() -> u8 {
        0
    }
}

fn main() {}
