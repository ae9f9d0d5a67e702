//! How often a signal or a file may ask.

mod child;

use child::{RATE_LIMIT, Service, hear, play, say, section, serve};
use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

const SUPPRESSED: &str = "a request for a report is suppressed";
const COUNTED: &str = "requests by signal or file that the rate limit of";

fn raise() {
    signal_hook::low_level::raise(signal_hook::consts::SIGUSR2).expect("raise");
}

#[test]
fn a_request_too_soon_is_told_once_and_counted_by_the_next_report() {
    let name = "a_request_too_soon_is_told_once_and_counted_by_the_next_report";
    play(name, || {
        let _guard = gmr::setup_autorun!().expect("set-up");
        say("ready");
        hear();
        // Calls are always answered.
        gmr::report().expect("a report");
        gmr::report().expect("another");
        serve();
    });
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("trigger");
    let mut service = Service::start(name, |command| {
        command.env(RATE_LIMIT, "1h").env("GMR_FILE_EVENT_HANDLER", &path);
        command.env("GMR_FILE_EVENT_HANDLER_INTERVAL", "10ms");
    });
    service.hear();
    service.signal("USR2");
    assert!(!service.report().contains(COUNTED));
    // The file is limited as the signal is.
    fs::write(&path, "").expect("a file");
    let line = service.complaint(SUPPRESSED);
    assert!(line.contains("ask again after 2") && line.contains("GMR_RATE_LIMIT"), "{line}");
    service.say("go");
    let report = service.report();
    assert!(report.contains(&format!("{COUNTED} 3600s suppressed: 1, from 2")), "{report}");
    assert!(report.contains("API call"), "{report}");
    assert!(!service.report().contains(COUNTED), "they are told once");
    service.end_well();
}

#[test]
fn a_request_is_answered_when_the_limit_has_ended() {
    let name = "a_request_is_answered_when_the_limit_has_ended";
    play(name, || {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        let _guard = gmr::setup_autorun!().expect("set-up");
        gmr::register("Run", || RUNS.fetch_add(1, Ordering::Relaxed)).detach();
        // It ends after some of these: no event tells when.
        while RUNS.load(Ordering::Relaxed) < 2 {
            raise();
            std::thread::yield_now();
        }
        serve();
    });
    let mut service = Service::start(name, |command| {
        command.env(RATE_LIMIT, "100ms");
    });
    for run in ["0", "1"] {
        assert_eq!(section(&service.report(), "Run").trim(), run);
    }
    service.end_well();
}
