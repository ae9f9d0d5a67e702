#[derive(gmr::ReportSection)]
#[gmr(rename_all = "lowercase")]
enum State {
    LoggedIn,
    Loggedin,
}

fn main() {}
