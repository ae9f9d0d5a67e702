//! `quickstart` prints its own report and ends.

#[path = "../../gmr/tests/child/mod.rs"]
mod child;

use child::{Service, section};
use std::process::Command;

#[test]
fn it_prints_a_whole_report_of_itself() {
    let mut quickstart = Service::spawn(Command::new(env!("CARGO_BIN_EXE_quickstart")));
    let report = quickstart.report();
    quickstart.end_well();

    let package = section(&report, "Package");
    assert!(package.contains("gmr-examples") && package.contains("quickstart"), "{package}");
    // On other targets the section says that it cannot.
    if cfg!(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))) {
        let threads = section(&report, "Threads");
        assert!(threads.contains("quickstart::main"), "{threads}");
        assert!(threads.contains("quickstart.rs:"), "{threads}");
    }
    assert!(section(&report, "Green Threads").contains("no async task is tracked"), "{report}");
    assert!(section(&report, "Processes").contains("quickstart"), "{report}");
    let configuration = section(&report, "Configuration");
    for line in [
        "default: ",
        "  listen = 127.0.0.1:8080",
        "  database_url = postgres://shop:***@db.internal/shop",
        "  api_token = ***",
        "  request_timeout = 2.5s",
    ] {
        assert!(configuration.lines().any(|l| l == line), "no `{line}` in:\n{configuration}");
    }
    let queue = section(&report, "Job queue");
    assert!(queue.contains("send invoice 17") && queue.contains("done = 3 jobs"), "{queue}");
    assert!(!report.contains("hunter2") && !report.contains("tok-12345"), "{report}");
}
