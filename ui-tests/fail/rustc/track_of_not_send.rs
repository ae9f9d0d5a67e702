#[derive(gmr::ReportSection)]
#[gmr(instances)]
struct S {
    a: std::rc::Rc<u8>,
}

fn main() {
    let _s = gmr::track(S { a: std::rc::Rc::new(1) });
}
