//! The report of a stripped service gets its names back from the files that were kept.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

mod busy;
#[path = "../../gmr/tests/child/mod.rs"]
mod child;

use busy::{Busy, built};
use child::{section, skip};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// The service of the release build, stripped, and what was taken from it.
struct Stripped {
    folder: TempDir,
    program: PathBuf,
    debug: PathBuf,
    unstripped: PathBuf,
}

impl Stripped {
    fn new() -> Option<Stripped> {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = tempfile::tempdir_in(&folder).expect("a folder").keep();
        let (program, debug) = (folder.path().join("service"), kept.join("service.debug"));
        let unstripped = built("release");
        let strip = |arguments: &[&str], from: &Path, to: &Path| {
            Command::new("objcopy").args(arguments).args([from, to]).status()
        };
        if strip(&["--only-keep-debug"], &unstripped, &debug).is_err() {
            skip("there is no objcopy here, so nothing was stripped");
            return None;
        }
        let status = strip(&["--strip-all"], &unstripped, &program).expect("it ran before");
        assert!(status.success(), "objcopy cannot strip");
        Some(Stripped { folder, program, debug, unstripped })
    }
}

fn symbolize(report: &str, arguments: &[&Path]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.txt");
    fs::write(&file, report).expect("there is room");
    let mut command = Command::new(env!("CARGO_BIN_EXE_symbolize"));
    command.arg(&file).args(arguments).output().expect("it runs")
}

fn named(report: &str, arguments: &[&Path]) -> String {
    let output = symbolize(report, arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The frames of the compactor, which always waits at the same place.
fn compactor(report: &str) -> Vec<&str> {
    let (_, rest) = section(report, "Threads").split_once(" compactor ").expect("the compactor");
    let lines = rest.lines().skip(1).take_while(|line| !line.is_empty());
    lines.filter(|line| line.starts_with(' ')).collect()
}

#[test]
fn a_stripped_program_is_named_by_what_was_kept_of_it() {
    let Some(stripped) = Stripped::new() else { return };
    let whole = Busy::start(&stripped.unstripped).report();
    let report = Busy::start(&stripped.program).report();
    assert!(!report.contains("service::compact"), "it is not stripped:\n{report}");

    let expected = compactor(&whole);
    assert!(expected.iter().any(|line| line.ends_with(" service::compact")), "{expected:#?}");
    let (file, dir) = (Path::new("--file"), Path::new("--dir"));
    let kept = stripped.debug.parent().expect("a folder");
    for arguments in [[file, &stripped.unstripped], [file, &stripped.debug], [dir, kept]] {
        let named = named(&report, &arguments);
        assert_eq!(compactor(&named), expected, "{arguments:?}");
        let hung = section(&named, "Last Snapshot");
        assert!(hung.contains("service::last_snapshot"), "{hung}");
        // What belongs to no frame is as it was.
        let other = |text: &str| -> Vec<String> {
            let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
            let is_first = |line: &str| line.split_whitespace().next().is_some_and(is_number);
            let is_frame =
                |line: &&str| line.starts_with("      ") || line.starts_with(' ') && is_first(line);
            text.lines().filter(|line| !is_frame(line)).map(str::to_owned).collect()
        };
        assert_eq!(other(&named), other(&report));
    }
}

#[test]
fn a_debug_file_beside_the_program_is_used_at_once() {
    let Some(stripped) = Stripped::new() else { return };
    fs::copy(&stripped.debug, stripped.folder.path().join("service.debug")).expect("there is room");
    let report = Busy::start(&stripped.program).report();
    let whole = Busy::start(&stripped.unstripped).report();
    assert_eq!(compactor(&report), compactor(&whole));
}

#[test]
fn a_program_of_another_build_is_refused_by_both_builds() {
    let Some(stripped) = Stripped::new() else { return };
    let report = Busy::start(&stripped.program).report();
    // It is linked anew, without what is stripped.
    let other = built("stripped");
    let output = symbolize(&report, &[Path::new("--file"), &other]);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && output.stdout.is_empty(), "{complaint}");
    let (ours, theirs) = (stripped.program.display(), other.display());
    assert!(complaint.contains(&format!("{theirs} is of the build ")), "{complaint}");
    assert!(complaint.contains(&format!("but the report is of {ours} = ")), "{complaint}");
}

#[test]
fn a_wrong_command_line_tells_the_right_one() {
    for arguments in [&[][..], &["report"], &["--file"], &["a", "b", "--dir", "c"], &["--help"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_symbolize")).args(arguments).output();
        let output = output.expect("it runs");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && complaint.contains("usage: symbolize"), "{complaint}");
    }
}
