trait Work {
    #[gmr::task]
    async fn work(&self);
}

fn main() {}
