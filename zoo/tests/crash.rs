//! A report on a panic in a build where a panic aborts the process.

#[path = "../../gmr/tests/child/mod.rs"]
mod child;

use child::{RATE_LIMIT, Service, section};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const SIGABRT: i32 = 6;

/// Builds the program with the profile in which a panic aborts.
fn built() -> PathBuf {
    let mut command = Command::new(env!("CARGO"));
    command.args(["build", "--quiet", "--locked", "-p", "gmr-zoo", "--bin", "crash"]);
    let status = command.args(["--profile", "abort"]).status();
    assert!(status.expect("cargo runs").success(), "it does not build");
    let debug = Path::new(env!("CARGO_BIN_EXE_crash")).parent().expect("a folder");
    debug.with_file_name("abort").join("crash")
}

#[test]
fn a_panic_that_aborts_is_reported_whole_before_the_process_ends() {
    let mut command = Command::new(built());
    command.env(RATE_LIMIT, "1h");
    let mut crash = Service::spawn(command);
    crash.complaint("index out of bounds");
    let report = crash.report();
    assert!(report.contains("\npanic    = index out of bounds: the len is 0 but the index is "));
    if cfg!(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))) {
        assert!(section(&report, "Threads").contains("crash::fall"), "{report}");
    }
    let (status, rest) = crash.end();
    assert_eq!(status.signal(), Some(SIGABRT), "{status}: {rest}");
    assert!(!rest.contains("Guru Meditation"), "{rest}");
}
