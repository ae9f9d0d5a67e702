//! `async_service` is diagnosed by its report alone: each line in which one of its tasks hangs is
//! in it, with what that task waits for.
#![allow(clippy::panic, reason = "in a test a panic is the verdict")]

mod busy;
#[path = "../../gmr/tests/child/mod.rs"]
mod child;

use busy::built_program;
use child::{Service, section};
use std::process::Command;

const SOURCE: &str = include_str!("../src/bin/async_service.rs");

/// A report is made again if one does not say all, so often: what has just begun to wait is no
/// suspect yet.
const REPORTS: usize = 20;

/// The place in the source that this remark is at.
fn place(remark: &str) -> String {
    let is_it = |(_, line): &(usize, &str)| line.ends_with(&format!("// {remark}"));
    let mut found = SOURCE.lines().enumerate().filter(is_it);
    let (line, _) = found.next().expect("the remark is in the source");
    assert_eq!(found.next(), None, "{remark}");
    format!("src/bin/async_service.rs:{}:", line + 1)
}

/// A report in which so many suspects are told.
fn report_with_suspects(suspects: usize) -> String {
    let mut service = Service::spawn(Command::new(built_program("async_service", "release")));
    service.line("pid ");
    let mut report = String::new();
    for _ in 0..REPORTS {
        service.signal("USR2");
        report = service.report();
        if self::suspects(&report).len() == suspects {
            return report;
        }
    }
    panic!("not {suspects} suspects in:\n{report}");
}

/// The lines of the summary that tell which tasks hang.
fn suspects(report: &str) -> Vec<&str> {
    let lines = report.lines().skip_while(|line| !line.starts_with("suspects = ")).skip(1);
    lines.take_while(|line| line.starts_with("  ")).collect()
}

/// The parts of the section that each tell of a task or of a group.
fn groups(report: &str) -> Vec<&str> {
    section(report, "Green Threads").split("\n------").collect()
}

/// The group with a heading that contains this.
#[track_caller]
fn group<'r>(report: &'r str, heading: &str) -> &'r str {
    let is_it = |group: &&&str| group.lines().next().is_some_and(|line| line.contains(heading));
    let all = groups(report);
    all.iter().find(is_it).unwrap_or_else(|| panic!("no {heading} in:\n{report}"))
}

#[track_caller]
fn assert_tells(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in:\n{text}");
    }
}

#[test]
fn the_report_of_a_service_that_hangs_names_each_culprit() {
    let report = report_with_suspects(3);
    two_transfers_wait_for_each_other(&report);
    a_statement_blocks_a_worker(&report);
    an_export_waits_for_a_permit(&report);
    a_quote_waits_for_the_bank(&report);
    customers_wait_for_their_answers(&report);
    what_is_in_order_is_no_suspect(&report);
}

fn two_transfers_wait_for_each_other(report: &str) {
    let lock = place("stuck: the other transfer has it");
    let wait = "waits for a tokio Mutex, for ";
    let suspects = suspects(report).join("\n");
    assert_tells(&suspects, &["2 tasks wait for a tokio Mutex, for ", &lock]);
    assert_tells(&suspects, &["GET /transfer/ann/bob", "GET /transfer/bob/ann"]);
    let group = group(report, "2 tasks with this trace");
    let call = "async_service::transfer at ";
    assert_tells(group, &[wait, call, &lock, "Mutex<T>::lock at tokio-"]);
}

fn a_statement_blocks_a_worker(report: &str) {
    let group = group(report, "GET /statement");
    let (_, thread) = group.split_once(" on thread ").expect("it runs");
    let (thread, rest) = thread.split_once(", ").expect("more follows");
    assert!(rest.starts_with("whose stack is under Threads\n"), "{group}");
    assert!(suspects(report)[0].contains(&format!(" on thread {thread}, ")), "{report}");
    let (_, thread) = section(report, "Threads")
        .split_once(&format!(" Thread {thread} "))
        .expect("the thread is under Threads");
    let (thread, _) = thread.split_once("\n\n").expect("more threads");
    let blocked = place("stuck: it blocks a worker");
    assert_tells(thread, &["wait = reads from tcp ", "async_service::archived", &blocked]);
}

fn an_export_waits_for_a_permit(report: &str) {
    let line = place("stuck: the only permit has leaked");
    let suspects = suspects(report).join("\n");
    assert_tells(&suspects, &["waits for a tokio Semaphore, for ", &line, "GET /export"]);
    let group = group(report, "GET /export");
    assert_tells(group, &["async_service::export at ", &line, "Semaphore::acquire at tokio-"]);
}

fn a_quote_waits_for_the_bank(report: &str) {
    let line = place("stuck: the bank does not answer");
    let group = group(report, "GET /quote");
    assert_tells(group, &["async_service::quote at ", &line, "hyper_util::client::legacy"]);
}

fn customers_wait_for_their_answers(report: &str) {
    let line = place("stuck: the service does not answer");
    let group = group(report, "5 tasks customer");
    assert_tells(group, &["#", "customer (/export)", "async_service::ask at ", &line]);
}

fn what_is_in_order_is_no_suspect(report: &str) {
    let line = place("in order: it has nothing to do");
    let group = group(report, "sweeper (every 3600s)");
    assert_tells(group, &["wait = waits for a time, for ", "async_service::sweep at ", &line]);
    for innocent in ["sweeper", "server", "customer"] {
        assert!(!suspects(report).concat().contains(innocent), "{report}");
    }
}
