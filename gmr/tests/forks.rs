//! Workers that are forked from a process that has set reports up.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]

mod child;
mod fork;

use child::{Service, play, say, serve};
use fork::fork;
use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;

#[test]
fn workers_that_report_at_the_same_moment_keep_all_their_reports() {
    const WORKERS: usize = 8;
    let name = "workers_that_report_at_the_same_moment_keep_all_their_reports";
    play(name, || {
        let _guard = gmr::setup_autorun!(service_name = "ledger").expect("set-up");
        let (mut go, start) = std::io::pipe().unwrap();
        for _ in 0..WORKERS {
            if fork() == 0 {
                drop(start);
                gmr::rearm().expect("a set-up");
                // It ends when nobody has the other end any more: for all at once.
                go.read_to_end(&mut Vec::new()).unwrap();
                let written = gmr::report();
                assert!(matches!(written, Ok(gmr::Destination::File(_))), "{written:?}");
                return;
            }
        }
        drop(start);
        while rustix::process::wait(rustix::process::WaitOptions::empty()).is_ok() {}
        say("all have ended");
    });
    let dir = tempfile::tempdir().unwrap();
    let mut service = Service::start(name, |command| {
        command.env("GMR_LOG_DIR", dir.path());
    });
    assert_eq!(service.hear(), "all have ended");
    service.end_well();
    let files = fs::read_dir(dir.path()).unwrap();
    let pid = |text: &str| text.split(" at ").next().map(str::to_owned);
    let reports = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let reports: Vec<String> = reports.collect();
    assert_eq!(reports.len(), WORKERS);
    assert_eq!(reports.iter().map(|text| pid(text)).collect::<BTreeSet<_>>().len(), WORKERS);
}

#[test]
fn the_trigger_file_asks_a_worker_that_has_set_up_again_too() {
    let name = "the_trigger_file_asks_a_worker_that_has_set_up_again_too";
    play(name, || {
        let _guard = gmr::setup_autorun!(service_name = "ledger").expect("set-up");
        let parent = std::process::id();
        if fork() == 0 {
            gmr::rearm().expect("a set-up");
            say(&format!("{parent} {}", std::process::id()));
        }
        serve();
    });
    let dir = tempfile::tempdir().unwrap();
    let (trigger, logs) = (dir.path().join("trigger"), dir.path().join("logs"));
    fs::create_dir(&logs).unwrap();
    let mut service = Service::start(name, |command| {
        command.env("GMR_LOG_DIR", &logs).env("GMR_FILE_EVENT_HANDLER", &trigger);
        command.env("GMR_FILE_EVENT_HANDLER_INTERVAL", "10ms");
    });
    let said = service.hear();
    let pids: BTreeSet<&str> = said.split(' ').collect();
    fs::write(&trigger, "").unwrap();
    let written = [(); 2].map(|()| service.written());
    let names = written.each_ref().map(|file| file.file_name().unwrap().to_str().unwrap());
    let of: BTreeSet<&str> = names.iter().map(|name| name.split('_').nth(3).unwrap()).collect();
    assert_eq!(of, pids);
    service.end_well();
}
