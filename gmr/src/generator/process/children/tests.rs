#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::model::{Content, Value};
use crate::section::Sheet;
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use std::process::{Child, Command, Stdio};

fn written(write: impl FnOnce(Out<'_>)) -> Vec<Value> {
    let sheet = Sheet::new();
    write(Out::root(&sheet));
    match sheet.take() {
        Content::Value(Value::List(children)) => children,
        other => panic!("not a list: {other:?}"),
    }
}

fn find(children: &[Value], pid: u32) -> Option<&Value> {
    children.iter().find(|child| child.entry("pid") == Some(&Value::Int(pid.into())))
}

/// Waits for the end of a child without reaping it.
fn await_end(child: &Child) {
    let pid = Pid::from_raw(child.id().try_into().unwrap()).unwrap();
    waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT).unwrap();
}

#[test]
fn a_zombie_is_listed_until_it_is_reaped() {
    let mut child = Command::new("true").spawn().unwrap();
    await_end(&child);
    let zombie = find(&written(write), child.id()).cloned().unwrap();
    assert_eq!(zombie.entry("state"), Some(&Value::Symbol("zombie".into())));
    assert_eq!(zombie.entry("name"), Some(&Value::Str("true".into())));
    child.wait().unwrap();
    assert_eq!(find(&written(write), child.id()), None);
}

#[test]
fn a_child_with_a_hostile_name_is_read_to_the_end() {
    let name = ") R 1 (\u{1b}[31m\n";
    let dir = tempfile::tempdir().unwrap();
    let program = dir.path().join(name);
    // A link, so that no process forked at this moment holds the file open for writing.
    std::os::unix::fs::symlink("/bin/cat", &program).unwrap();
    let mut child = Command::new(&program).stdin(Stdio::piped()).spawn().unwrap();
    let listed = find(&written(write), child.id()).cloned();
    drop(child.stdin.take());
    child.wait().unwrap();
    let listed = listed.unwrap();
    assert_eq!(listed.entry("name"), Some(&Value::Str(name.into())));
    assert!(matches!(listed.entry("state"), Some(Value::Symbol(_))), "{listed:?}");
}

#[test]
fn a_child_that_vanishes_while_it_is_listed_says_so() {
    let children = written(|out| list(&[u64::from(u32::MAX)], out));
    let state = children[0].entry("state");
    assert_eq!(state, Some(&Value::Note("gone since it was listed".into())));
}

#[test]
fn a_crowd_of_children_is_cut() {
    let pids: Vec<u64> = (0..1002).map(|n| u64::from(u32::MAX) - n).collect();
    let children = written(|out| list(&pids, out));
    assert_eq!(children.len(), SHOWN + 1);
    assert_eq!(children.last(), Some(&Value::Note("2 more".into())));
}

#[test]
fn the_lists_of_the_threads_and_of_all_processes_agree() {
    let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
    let pid = u64::from(child.id());
    // Kernels without the lists of the threads are served by the other way.
    assert!(of_threads().unwrap().is_none_or(|pids| pids.contains(&pid)));
    assert!(of_all_processes().unwrap().contains(&pid));
    drop(child.stdin.take());
    child.wait().unwrap();
}

#[test]
fn a_child_is_one_whether_it_runs_or_has_ended() {
    let mut running = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
    assert!(!has_none());
    // Looking took nothing away.
    drop(running.stdin.take());
    await_end(&running);
    assert!(!has_none());
    assert!(running.wait().unwrap().success());
}
