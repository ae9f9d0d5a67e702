#[derive(gmr::ReportSection)]
#[gmr(instances)]
struct Wrong {
    #[gmr(renam = "x")]
    a: u8,
}

#[derive(gmr::ReportSection)]
struct Right {
    wrong: Wrong,
    many: Vec<Wrong>,
}

#[gmr::section]
fn wrong() -> Wrong {
    Wrong { a: 1 }
}

fn main() {
    let _tracked = gmr::track(wrong());
    let _guard = gmr::register("Wrong", wrong);
}
