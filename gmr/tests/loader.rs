//! While a library is being opened: its constructor holds the loader's lock, perhaps for ever, and
//! meanwhile no thread gets to its first instruction, nor uses thread-local storage for the first
//! time if that has a destructor.
#![cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))]
#![allow(clippy::unwrap_used)]
#![allow(unsafe_code, reason = "opens a library")]

mod child;

use child::{Service, play, say};
use gmr::model::{Report, Status};
use std::ffi::CString;
use std::fs;
use std::io::{Read as _, pipe};
use std::os::fd::AsRawFd as _;
use std::os::unix::ffi::OsStrExt as _;
use std::process::Command;
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// Says that it is in its constructor, and stays there until it hears something.
const LIBRARY: &str = "
#include <unistd.h>
__attribute__((constructor)) static void construct(void)
{
    char byte = 0;
    (void)!write(TELL, &byte, 1);
    (void)!read(HEAR, &byte, 1);
}";

/// Calls `f` while another thread is in the constructor of a library.
fn while_a_library_is_opened(f: impl FnOnce()) {
    let (mut told, tell) = pipe().unwrap();
    let (hear, end) = pipe().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let [source, library] = ["library.c", "library.so"].map(|name| folder.path().join(name));
    fs::write(&source, LIBRARY).unwrap();
    // Whoever has Rust has this: it links by it.
    let mut compiler = Command::new("cc");
    compiler.arg(format!("-DTELL={}", tell.as_raw_fd()));
    compiler.arg(format!("-DHEAR={}", hear.as_raw_fd()));
    compiler.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source);
    assert!(compiler.status().unwrap().success());
    let path = CString::new(library.as_os_str().as_bytes()).unwrap();
    let opening = thread::spawn(move || {
        // SAFETY: a path that ends with a zero, of a library that does no harm.
        let library = unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_NOW) };
        assert!(!library.is_null());
    });
    told.read_exact(&mut [0]).unwrap();
    f();
    drop(end);
    opening.join().unwrap();
    drop((tell, hear));
}

/// Whether a section ended, and how it did not.
fn status(report: &Report, title: &str) -> String {
    match report.section(title).map(|section| &section.status) {
        Some(Status::Ok) => "ok".to_owned(),
        other => format!("{other:?}"),
    }
}

static GATE: Mutex<()> = Mutex::new(());

#[gmr::section("Stuck", timeout = "1ms")]
fn stuck() -> bool {
    GATE.lock().is_ok()
}

#[gmr::section("Stuck, too", timeout = "1ms")]
fn stuck_too() -> bool {
    GATE.lock().is_ok()
}

#[test]
fn a_section_that_hangs_does_not_take_the_workers_of_the_others() {
    const NAME: &str = "a_section_that_hangs_does_not_take_the_workers_of_the_others";
    const TITLES: [&str; 4] = ["Package", "Threads", "Green Threads", "Processes"];
    play(NAME, || {
        let limit = Duration::from_secs(20);
        let _guard = gmr::setup_autorun!(section_timeout = limit, deadline = 3 * limit).unwrap();
        assert_eq!(status(&gmr::collect(), "Threads"), "ok");
        while_a_library_is_opened(|| {
            let held = GATE.lock().unwrap();
            for _ in 0..5 {
                let report = gmr::collect();
                assert_ne!(status(&report, "Stuck"), "ok");
                assert_eq!(TITLES.map(|title| status(&report, title)), ["ok"; 4]);
            }
            drop(held);
        });
        say("done");
    });
    let mut service = Service::start(NAME, |_| {});
    assert_eq!(service.hear(), "done");
    service.end_well();
}

#[test]
fn a_thread_that_never_asked_before_is_answered() {
    const NAME: &str = "a_thread_that_never_asked_before_is_answered";
    play(NAME, || {
        static IS_TIME: (Mutex<bool>, Condvar) = (Mutex::new(false), Condvar::new());
        let _guard = gmr::setup_autorun!().unwrap();
        let asks = thread::spawn(|| {
            let (is_time, changed) = &IS_TIME;
            drop(changed.wait_while(is_time.lock().unwrap(), |is_time| !*is_time).unwrap());
            (status(&gmr::collect(), "Threads"), gmr::report())
        });
        while_a_library_is_opened(|| {
            *IS_TIME.0.lock().unwrap() = true;
            IS_TIME.1.notify_all();
            let (status, report) = asks.join().unwrap();
            assert_eq!((status.as_str(), report.unwrap()), ("ok", gmr::Destination::Stderr));
        });
        say("done");
    });
    let mut service = Service::start(NAME, |_| {});
    assert_eq!(service.hear(), "done");
    service.end_well();
}

#[test]
fn a_section_that_panics_is_told_at_once() {
    const NAME: &str = "a_section_that_panics_is_told_at_once";
    play(NAME, || {
        let _guard = gmr::setup_autorun!().unwrap();
        let _panics = gmr::register("Panics", || -> u8 { panic!("no luck") });
        while_a_library_is_opened(|| {
            let status = status(&gmr::collect(), "Panics");
            assert!(status.contains("Panicked") && status.contains("no luck"), "{status}");
        });
        say("done");
    });
    let mut service = Service::start(NAME, |_| {});
    assert_eq!(service.hear(), "done");
    service.end_well();
}
