//! In a container whose `/proc` is not its own.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

mod child;

use child::{PART, Service, play, say, section, serve, skip};
use std::env;
use std::process::Command;

/// A command in a new PID namespace, in which `/proc` stays that of the old one.
fn in_another_namespace(program: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--pid", "--fork", "--kill-child"]).arg(program);
    command
}

#[test]
fn what_is_told_of_other_processes_by_the_same_ids_is_not_believed() {
    const NAME: &str = "what_is_told_of_other_processes_by_the_same_ids_is_not_believed";
    const REASON: &str = "/proc is mounted for another PID namespace";
    play(NAME, || {
        let _guard = gmr::setup_autorun!(signal = "none").expect("set-up");
        say("ready");
        assert_eq!(gmr::report().expect("a report"), gmr::Destination::Stderr);
        serve();
    });
    if !in_another_namespace("true").output().is_ok_and(|output| output.status.success()) {
        return skip("no PID namespace can be made, so nobody was misled by its `/proc`");
    }
    let this = env::current_exe().expect("the test's own binary");
    let mut command = in_another_namespace(this.to_str().expect("UTF-8"));
    command.args(["--exact", NAME, "--nocapture", "--test-threads=1"]).env(PART, NAME);
    let mut service = Service::spawn(command);
    service.hear();
    let report = service.report();
    for title in ["Threads", "Processes"] {
        assert!(section(&report, title).contains(REASON), "{report}");
    }
    service.end_well();
}
