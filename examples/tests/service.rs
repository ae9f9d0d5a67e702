//! `service` answers `kill -USR2` while it is busy, in each build that people ship.

mod busy;
#[path = "../../gmr/tests/child/mod.rs"]
mod child;

use busy::{Busy, built, threads};
use child::section;
use std::collections::BTreeSet;

/// The ids in the headings and lists of the Threads section.
fn ids(section: &str) -> BTreeSet<u64> {
    let numbers = section.split('#').skip(1);
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    numbers.filter_map(|text| digits(text).parse().ok()).collect()
}

fn every_thread_is_there(busy: &mut Busy) -> String {
    let before: BTreeSet<u64> = threads(busy.service.pid()).into_keys().collect();
    let report = busy.report();
    let listed = ids(section(&report, "Threads"));
    assert!(before.is_subset(&listed), "{before:?} are not all in {listed:?}:\n{report}");
    assert!(!report.contains("<no stack"), "{report}");
    assert!(!report.contains("<truncated"), "{report}");
    report
}

#[test]
fn a_release_build_shows_every_thread_and_what_it_waits_for() {
    let mut busy = Busy::start(&built("release"));
    let report = every_thread_is_there(&mut busy);
    let threads = section(&report, "Threads");
    for function in ["service::main", "service::answer", "service::work", "service::compact"] {
        assert!(threads.contains(function), "no {function} in:\n{threads}");
    }
    assert!(threads.contains("service.rs:"), "no place in:\n{threads}");
    assert!(section(&report, "Ledger").contains("<locked>"), "{report}");
    let hung = section(&report, "Last Snapshot");
    assert!(hung.contains("timed out after 250ms"), "{hung}");
    assert!(hung.contains("service::last_snapshot") && hung.contains("lock"), "{hung}");
    assert!(section(&report, "Connections").contains("last request = audit"), "{report}");
    masked(&report);

    let second = busy.report();
    let hung = section(&second, "Last Snapshot");
    assert!(hung.contains("still running since") && hung.contains("last_snapshot"), "{hung}");
}

fn masked(report: &str) {
    let configuration = section(report, "Configuration");
    for line in [
        "workers = 6  (default: 4)",
        "database_url = postgres://ledger:***@db/ledger?sslmode=on  (default)",
        "admin_password = ***",
        "pin = ***",
        "token_ttl = 600s  (default)",
        "body = 64 KiB",
    ] {
        assert!(configuration.contains(line), "no `{line}` in:\n{configuration}");
    }
    for secret in ["hunter2", "swordfish", "pin = 1234"] {
        assert!(!report.contains(secret), "{secret} in:\n{report}");
    }
}

#[test]
fn a_stripped_build_shows_every_thread_by_module_and_offset() {
    let mut busy = Busy::start(&built("stripped"));
    let report = every_thread_is_there(&mut busy);
    let threads = section(&report, "Threads");
    assert!(!threads.contains("service::"), "it is not stripped:\n{threads}");
    assert!(threads.contains("/service+0x"), "{threads}");
    masked(&report);
}
