//! As what a report is written, and where to: one format, or several at once.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]

mod child;

use child::{Service, play, say, serve};
use gmr::{Sink, view::Format};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the tests that set up by program get their directory from.
const DIR: &str = "LOGS";

fn service() {
    let _guard = gmr::setup_autorun!(service_name = "ledger").expect("set-up");
    say("ready");
    serve();
}

fn logs() -> PathBuf {
    std::env::var_os(DIR).expect("a directory").into()
}

/// The one file with this extension.
fn only_file(dir: &Path, extension: &str) -> String {
    let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let of_format: Vec<_> =
        files.filter(|file| file.extension().is_some_and(|e| e == extension)).collect();
    let [file] = &of_format[..] else { panic!("{of_format:?} in {}", dir.display()) };
    fs::read_to_string(file).unwrap()
}

#[test]
fn the_environment_chooses_the_format_on_stderr() {
    let name = "the_environment_chooses_the_format_on_stderr";
    play(name, service);
    let mut service = Service::start(name, |command| {
        command.env("GMR_FORMAT", "collapsed");
    });
    service.hear();
    service.signal("USR2");
    // The thread of the test stands in its function, and the line ends with the number of threads.
    let line = service.complaint(name);
    assert!(line.contains(';') && line.ends_with(" 1"), "{line}");
    let rest = service.end_well();
    assert!(!rest.contains("Guru Meditation"), "{rest}");
}

#[test]
fn each_format_of_the_environment_is_a_file_with_its_extension() {
    let name = "each_format_of_the_environment_is_a_file_with_its_extension";
    play(name, service);
    let dir = tempfile::tempdir().unwrap();
    let mut service = Service::start(name, |command| {
        command.env("GMR_FORMAT", "text,collapsed").env("GMR_LOG_DIR", dir.path());
    });
    service.hear();
    service.signal("USR2");
    for extension in ["txt", "folded"] {
        assert_eq!(service.written().extension().unwrap(), extension);
    }
    assert!(only_file(dir.path(), "txt").starts_with("Guru Meditation Report of"));
    assert!(only_file(dir.path(), "folded").contains(name));
    let rest = service.end_well();
    assert!(!rest.contains("Guru Meditation"), "{rest}");
}

#[test]
fn a_program_may_write_data_to_a_directory_and_text_to_stderr() {
    let name = "a_program_may_write_data_to_a_directory_and_text_to_stderr";
    play(name, || {
        let _guard = gmr::autorun(gmr::package!())
            .log_dir(logs())
            .format(Format::Collapsed)
            .also((Format::Text, Sink::Stderr))
            .start()
            .expect("set-up");
        let gmr::Destination::File(file) = gmr::report().expect("a report") else {
            panic!("not a file")
        };
        say(&file.display().to_string());
        serve();
    });
    let dir = tempfile::tempdir().unwrap();
    let mut service = Service::start(name, |command| {
        // The program's own choice wins.
        command.env(DIR, dir.path()).env("GMR_FORMAT", "text");
    });
    assert!(service.report().contains("API call"));
    assert!(service.hear().ends_with(".folded"));
    assert!(only_file(dir.path(), "folded").contains(name));
    service.end_well();
}

#[test]
fn what_a_directory_refuses_is_on_stderr_once_and_as_text() {
    let name = "what_a_directory_refuses_is_on_stderr_once_and_as_text";
    play(name, service);
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("missing");
    let mut service = Service::start(name, |command| {
        command.env("GMR_FORMAT", "collapsed,text").env("GMR_LOG_DIR", missing);
    });
    service.hear();
    service.signal("USR2");
    let report = service.report();
    assert_eq!(report.matches("on stderr because: ").count(), 2, "{report}");
    assert!(report.contains("No such file or directory"), "{report}");
    let rest = service.end_well();
    assert!(!rest.contains("Guru Meditation"), "{rest}");
}

#[test]
fn a_directory_that_refuses_costs_the_others_nothing() {
    let name = "a_directory_that_refuses_costs_the_others_nothing";
    play(name, || {
        let _guard = gmr::autorun(gmr::package!())
            .also((Format::Collapsed, logs().join("missing")))
            .also((Format::Collapsed, logs()))
            .start()
            .expect("set-up");
        say("ready");
        serve();
    });
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(name, |command| {
        command.env(DIR, dir.path());
    });
    let report = service.only_report();
    assert!(report.contains("on stderr because: ") && report.contains("missing"), "{report}");
    assert!(only_file(dir.path(), "folded").contains(name));
}

#[test]
fn a_format_that_cannot_be_used_is_named_at_set_up() {
    let name = "a_format_that_cannot_be_used_is_named_at_set_up";
    play(name, || say(&gmr::setup_autorun!().expect_err("a bad format").to_string()));
    for (words, part) in [("yaml", "`collapsed`"), ("text,collapsed", "`GMR_LOG_DIR`")] {
        let mut service = Service::start(name, |command| {
            command.env("GMR_FORMAT", words);
        });
        let error = service.hear();
        assert!(error.contains(&format!("`{words}`")) && error.contains(part), "{error}");
        service.end_well();
    }
}
