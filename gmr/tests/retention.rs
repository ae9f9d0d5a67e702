//! How many reports stay in a directory.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]

mod child;

use child::{Service, play, say, serve, skip};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn service() {
    let _guard = gmr::setup_autorun!(service_name = "ledger").expect("set-up");
    say("ready");
    serve();
}

fn with(name: &str, dir: &Path, keep: &str) -> Service {
    let mut service = Service::start(name, |command| {
        command.env("GMR_LOG_DIR", dir).env("GMR_KEEP", keep);
    });
    service.hear();
    service
}

/// Makes a report, and says where the service has written it.
fn report(service: &mut Service) -> PathBuf {
    service.signal("USR2");
    service.written()
}

/// Ends the service, so that what it had still to delete is deleted; what is left, by name.
fn left(service: Service, dir: &Path) -> Vec<PathBuf> {
    service.end_well();
    let mut left: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    left.sort();
    left
}

#[test]
fn the_newest_reports_of_the_service_stay_and_nothing_else_is_touched() {
    let name = "the_newest_reports_of_the_service_stay_and_nothing_else_is_touched";
    play(name, service);
    let dir = tempfile::tempdir().unwrap();
    let mut others: Vec<_> = [
        "ledger2_gurumeditation_20200101000000_7_0.txt",
        "old_ledger_gurumeditation_20200101000000_7_0.txt",
        "ledger_gurumeditation_20200101000000_7_0.txt.partial",
        "ledger_gurumeditation_20200101000000_7_0.txt.gz",
        "ledger_gurumeditation_20200101000000",
        "ledger.log",
    ]
    .map(|other| dir.path().join(other))
    .into();
    for other in &others {
        fs::write(other, "other").unwrap();
    }
    let link = dir.path().join("ledger_gurumeditation_20200101000000_7_1.txt");
    symlink(dir.path().join("ledger.log"), &link).unwrap();
    let folder = dir.path().join("ledger_gurumeditation_20200101000000_7_2.txt");
    fs::create_dir(&folder).unwrap();
    others.extend([link, folder]);
    // An earlier process of the service, and an earlier choice of format.
    fs::write(dir.path().join("ledger_gurumeditation_20200101000000_7_3.folded"), "").unwrap();

    let mut service = with(name, dir.path(), "3");
    let written: Vec<PathBuf> = (0..5).map(|_| report(&mut service)).collect();
    others.extend_from_slice(&written[2..]);
    others.sort();
    assert_eq!(left(service, dir.path()), others);
}

#[test]
fn all_reports_stay_if_the_operator_says_so() {
    let name = "all_reports_stay_if_the_operator_says_so";
    play(name, service);
    let dir = tempfile::tempdir().unwrap();
    let old = |number| format!("ledger_gurumeditation_20200101000000_7_{number}.txt");
    for number in 0..30 {
        fs::write(dir.path().join(old(number)), "").unwrap();
    }
    let mut service = with(name, dir.path(), "all");
    report(&mut service);
    assert_eq!(left(service, dir.path()).len(), 31);
}

#[test]
fn what_cannot_be_deleted_is_told_by_the_next_report() {
    let name = "what_cannot_be_deleted_is_told_by_the_next_report";
    play(name, service);
    let dir = tempfile::tempdir().unwrap();
    let old = dir.path().join("ledger_gurumeditation_20200101000000_7_0.txt");
    fs::write(&old, "old").unwrap();
    // A file on which another is mounted cannot be deleted, not even by root.
    let mut mount = Command::new("mount");
    mount.arg("--bind").args([&old, &old]).stderr(Stdio::null());
    if !mount.status().is_ok_and(|status| status.success()) {
        return skip("mounting a file needs root");
    }
    let mounted = Mounted(&old);
    let mut service = with(name, dir.path(), "1");
    report(&mut service);
    let second = fs::read_to_string(report(&mut service)).unwrap();
    assert!(second.contains("cannot delete old reports in "), "{second}");
    assert_eq!(left(service, dir.path()).len(), 2, "one that cannot be deleted saved another");
    drop(mounted);
}

/// A file that is unmounted even if the test fails.
struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}
