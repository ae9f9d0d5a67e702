#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::generator::written;
use crate::model::{Content, Value};

fn section() -> Value {
    match written(write) {
        Content::Value(value) => value,
        other => panic!("not a value: {other:?}"),
    }
}

#[test]
fn this_process_is_told_as_it_is() {
    let value = section();
    let entry = |key| value.entry(key).unwrap_or_else(|| panic!("no {key}"));
    assert_eq!(entry("pid"), &Value::Int(std::process::id().into()));
    let exe = std::env::current_exe().unwrap().display().to_string();
    assert_eq!(entry("executable"), &Value::Symbol(exe.into()));
    assert!(matches!(entry("command"), Value::Symbol(line) if line.contains("gmr")));
    assert!(matches!(entry("children"), Value::List(_)));
}

#[cfg(target_os = "linux")]
#[test]
fn what_only_the_kernel_knows_is_told_too() {
    let value = section();
    let entry = |key| value.entry(key).unwrap_or_else(|| panic!("no {key}"));
    let parent = std::os::unix::process::parent_id();
    assert_eq!(entry("parent").entry("pid"), Some(&Value::Int(parent.into())));
    assert!(matches!(entry("parent").entry("name"), Some(Value::Str(_))));
    let uid = rustix::process::getuid().as_raw();
    assert_eq!(entry("uids").entry("real"), Some(&Value::Int(uid.into())));
    assert!(entry("gids").entry("filesystem").is_some());
    assert!(matches!(entry("state"), Value::Symbol(_)));
    assert!(matches!(entry("threads"), Value::Int(1..)));
    assert!(matches!(entry("running for"), Value::Duration(age) if age.as_secs() < 86_400));
    let Value::Symbol(started) = entry("started") else { panic!("{:?}", entry("started")) };
    let started = humantime::parse_rfc3339(started).unwrap();
    assert!(started <= SystemTime::now());
}

#[test]
fn secrets_on_the_command_line_are_masked_and_arguments_stay_apart() {
    let line = ["a b", "--token", "hunter2", "--url=u://x:hunter2@h", "", "it's", "é"];
    let line = command(&line.map(str::to_owned));
    assert_eq!(line, r"'a b' --token *** --url=u://x:***@h '' 'it'\''s' é");
}

#[test]
fn an_endless_command_line_is_cut() {
    let line = command(&["é".repeat(COMMAND)]);
    assert!(line.len() < COMMAND + 64 && line.ends_with("more bytes>"), "{}", line.len());
}
