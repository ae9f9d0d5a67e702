//! What is kept between reports can be filled before the first one, and dropped after any.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::fs;
use std::thread;

fn is_prewarming() -> bool {
    let threads = fs::read_dir("/proc/self/task").expect("Linux");
    let names = threads.flatten().map(|thread| fs::read_to_string(thread.path().join("comm")));
    names.flatten().any(|name| name.trim() == "gmr-prewarm")
}

fn names_this_test() -> bool {
    let report = gmr::collect();
    let threads = report.threads().expect("threads");
    let mut frames = threads.stacks.iter().flat_map(|stack| stack.frames.iter());
    frames.any(|frame| frame.function.as_deref().is_some_and(|f| f.ends_with("names_this_test")))
}

#[test]
fn a_report_has_names_after_caches_were_filled_and_after_they_were_dropped() {
    let autorun = gmr::autorun(gmr::package!()).signal("none").prewarm(true);
    let guard = autorun.library_debug_files(true).start().expect("nothing is set up");
    while is_prewarming() {
        thread::yield_now();
    }
    assert!(names_this_test());
    gmr::drop_caches();
    assert!(names_this_test());
    drop(guard);
}
