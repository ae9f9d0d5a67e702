//! What is printed, to the byte.

use super::super::text;
use super::*;

/// The section's lines below its banner.
pub(super) fn check(section: Section, expect: &str) {
    let text = text(&report(vec![section]));
    let rule = format!("{}\n", "=".repeat(72));
    let (_, body) = text.rsplit_once(&rule).unwrap();
    let (body, _) = body.split_once("End of Guru Meditation").unwrap();
    assert_eq!(body, expect, "\n{body}");
}

fn check_value(value: Value, expect: &str) {
    check(section("Section", value), expect);
}

fn check_entry(entry: Entry, expect: &str) {
    check_value(Value::Map(vec![entry]), expect);
}

fn str(text: &str) -> Value {
    Value::Str(text.to_owned())
}

fn failed(status: Status, value: Value) -> Section {
    Section { status, ..section("Section", value) }
}

#[test]
fn a_whole_report() {
    let lib = Frame {
        module: Some("/usr/lib/libc.so.6".into()),
        offset: Some(0x1234),
        ..Frame::new(0x7f00_1234)
    };
    let inlined = Frame { inlined: true, ..frame("app::inner", "src/main.rs", 3) };
    let stacks = vec![
        Stack::new(
            vec![inlined, frame("app::main", "src/main.rs", 10), lib.clone(), Frame::new(0x99)],
            StackEnd::Root,
        ),
        Stack::new(vec![frame("park", "park.rs", 1)], StackEnd::Root),
        Stack::new(vec![frame("collect", "b.rs", 1)], StackEnd::Truncated("no unwind data".into())),
        Stack::new(vec![Frame { function: Some("pool::wait".into()), ..lib }], StackEnd::Root),
    ];
    let running = Some(ThreadState::Running);
    let threads = vec![
        thread(10, "main", Ok(0)),
        Thread { role: Role::Reporter, state: running, ..thread(11, "gmr", Ok(2)) },
        Thread { role: Role::Worker, ..thread(12, "gmr-worker", Ok(1)) },
        thread(13, "w0", Ok(3)),
        thread(14, "w1", Ok(3)),
        Thread { state: None, ..thread(15, "w2", Err("no answer within 1s")) },
    ];
    let threads = Threads { threads, stacks, ..Threads::default() };
    let pool = map([("size", Value::Int(3)), ("idle", Value::Unfinished)]);
    let options = map([("workers", Value::Int(4)), ("password", Value::Secret)]);
    let hosts = map([("hosts", Value::List(vec![str("a"), str("b")]))]);
    let configuration = map([("default", options), ("api", hosts)]);
    let stuck = failed(Status::StillRunning { since: moment(), thread: 12 }, pool);
    let stuck = Section { stuck: threads.stack_of(12).cloned(), ..stuck };
    let mut report = report(vec![
        section("Package", map([("name", str("orders")), ("version", str("1.4.2"))])),
        Section::new("Threads", Content::Threads(threads)),
        Section::new("Configuration", Content::Configuration(configuration)),
        stuck,
    ]);
    report.trigger.requests = 3;
    report.warnings.push("the log directory is full".to_owned());
    assert_eq!(text(&report), include_str!("whole.txt"), "\n{}", text(&report));
}

#[test]
fn an_empty_report_says_that_nothing_is_missing() {
    let mut report = report(Vec::new());
    report.trigger.kind = TriggerKind::Api;
    let text = text(&report);
    assert!(text.contains("trigger  = API call\nsections = 0\nmissing  = none\n"), "{text}");
}

#[test]
fn every_kind_of_trigger_has_its_words() {
    let cases = [
        (TriggerKind::Signal { name: "SIGUSR1".into(), sender: None }, 1, "signal SIGUSR1"),
        (TriggerKind::File { path: "/run/x\n".into() }, 2, "file /run/x\\u{a}, 2 requests"),
        (TriggerKind::Api, 0, "API call"),
    ];
    for (kind, requests, expect) in cases {
        let mut report = report(Vec::new());
        report.trigger = Trigger { kind, requests };
        let text = text(&report);
        assert!(text.contains(&format!("\ntrigger  = {expect}\n")), "{text}");
    }
}

#[test]
fn every_kind_of_value() {
    let value = map([
        ("unfinished", Value::Unfinished),
        ("none", Value::None),
        ("bool", Value::Bool(true)),
        ("int", Value::Int(-7)),
        ("float", Value::Float(0.25)),
        ("duration", Value::Duration(Duration::from_millis(2500))),
        ("symbol", Value::Symbol("Open".into())),
        ("note", Value::Note("locked".into())),
        ("secret", Value::Secret),
        ("error", Value::Error(vec!["outer".to_owned(), "inner".to_owned()])),
        ("lists", Value::List(vec![Value::List(Vec::new()), Value::List(vec![Value::Int(1)])])),
        ("map", map([("b", str("first")), ("a", str("second"))])),
    ]);
    check_value(
        value,
        "unfinished = <unfinished>\nnone = <none>\nbool = true\nint = -7\nfloat = 0.25\n\
         duration = 2.5s\nsymbol = Open\nnote = <locked>\nsecret = ***\n\
         error = <error: outer: inner>\nlists = \n  <empty list>\n    1\n\
         map = \n  b = first\n  a = second\n",
    );
}

#[test]
fn only_keys_stand_at_the_margin() {
    check_value(str("one"), "  one\n");
    check_value(str("one\ntwo"), "  one\n  two\n");
    check_value(Value::Error(vec!["a\nb".to_owned()]), "  <error: a\n  b>\n");
    check_value(Value::List(vec![str("one"), str("two\nthree")]), "  one\n    two\n    three\n");
    check_entry(Entry::new("a\nb", str("x")), "a\\u{a}b = x\n");
}

#[test]
fn a_unit_follows_what_is_measured() {
    let unit = |value| Entry { unit: "MiB", ..Entry::new("size", value) };
    check_entry(unit(Value::Int(3)), "size = 3 MiB\n");
    check_entry(unit(Value::None), "size = <none>\n");
    check_entry(unit(Value::List(vec![Value::Float(0.5)])), "size = \n  0.5 MiB\n");
}

#[test]
fn a_known_default_is_told() {
    let with = |value, default| Entry { default: Some(default), ..Entry::new("k", value) };
    check_entry(with(Value::Int(1), Value::Int(1)), "k = 1  (default)\n");
    check_entry(with(Value::Int(1), Value::Int(2)), "k = 1  (default: 2)\n");
    check_entry(with(Value::Symbol("a".into()), str("a")), "k = a  (default)\n");
    check_entry(with(str("a\nb"), str("c\nd")), "k = (default: c\\u{a}d)\n  a\n  b\n");
    let list = Value::List(vec![map([("a", Value::None)])]);
    check_entry(with(Value::Int(1), list), "k = 1  (default: [{a: <none>}])\n");
    let seconds = Entry { unit: "s", ..with(Value::Int(1), Value::Int(2)) };
    check_entry(seconds, "k = 1 s  (default: 2 s)\n");
}

fn entry(key: &'static str, value: Value, default: Option<Value>) -> Entry {
    Entry { default, ..Entry::new(key, value) }
}

#[test]
fn a_list_and_a_group_are_compared_whole() {
    let list = |n| Value::List(vec![Value::Int(1), Value::Int(n)]);
    check_entry(entry("k", list(2), Some(list(2))), "k = (default)\n  1\n  2\n");
    check_entry(entry("k", list(2), Some(list(3))), "k = (default: [1, 3])\n  1\n  2\n");
    let empty = Value::List(Vec::new());
    check_entry(entry("k", empty.clone(), Some(empty)), "k = (default)\n");
    let labels = map([("a", Value::Int(1))]);
    check_entry(entry("k", labels.clone(), Some(labels.clone())), "k = (default)\n  a = 1\n");
    check_entry(entry("k", map([]), Some(labels)), "k = (default: {a: 1})\n");
}

#[test]
fn the_options_of_a_group_say_themselves_how_they_differ() {
    let int = |key, value, default| entry(key, Value::Int(value), Some(Value::Int(default)));
    let default = map([("body", Value::Int(1)), ("head", Value::Int(2))]);
    let unchanged = Value::Map(vec![int("body", 1, 1), int("head", 2, 2)]);
    let group = entry("limits", unchanged, Some(default.clone()));
    check_entry(group, "limits = (default)\n  body = 1\n  head = 2\n");
    let changed = Value::Map(vec![int("body", 9, 1), int("head", 2, 2)]);
    let group = entry("limits", changed, Some(default.clone()));
    check_entry(group, "limits = \n  body = 9  (default: 1)\n  head = 2  (default)\n");
    // Nobody else tells of a name that is gone.
    let group = entry("limits", Value::Map(vec![int("body", 1, 1)]), Some(default.clone()));
    check_entry(group, "limits = (default: {body: 1, head: 2})\n  body = 1  (default)\n");
    // Whether a secret is the default is not said, so the group cannot say it either.
    let secret = entry("password", Value::Secret, None);
    let hiding = Value::Map(vec![int("body", 1, 1), secret]);
    let group = entry("limits", hiding, Some(map([("body", Value::Int(1))])));
    check_entry(group, "limits = \n  body = 1  (default)\n  password = ***\n");
}

#[test]
fn a_known_source_is_told_before_the_default() {
    let from = |source: &'static str, entry: Entry| Entry { source: Some(source.into()), ..entry };
    let one = |default| entry("k", Value::Int(1), default);
    check_entry(from("env K", one(None)), "k = 1  (env K)\n");
    check_entry(from("env K", one(Some(Value::Int(2)))), "k = 1  (env K; default: 2)\n");
    check_entry(from("env K", one(Some(Value::Int(1)))), "k = 1  (env K; default)\n");
    // The source may call the default by its name.
    check_entry(from("default", one(Some(Value::Int(1)))), "k = 1  (default)\n");
    check_entry(from("default", one(None)), "k = 1  (default)\n");
    check_entry(from("vault", entry("k", Value::Secret, None)), "k = ***  (vault)\n");
    let list = Value::List(vec![Value::Int(1)]);
    check_entry(from("a.toml", entry("k", list, None)), "k = (a.toml)\n  1\n");
    let inner = Value::Map(vec![from("env K", one(Some(Value::Int(1))))]);
    let group = entry("g", inner, Some(map([("k", Value::Int(1))])));
    check_entry(group, "g = (default)\n  k = 1  (env K)\n");
    check_entry(from("a\nb", one(None)), "k = 1  (a\\u{a}b)\n");
}

#[test]
fn a_mask_is_never_compared_with_a_default() {
    let with = |value, default| Entry { default: Some(default), ..Entry::new("k", value) };
    check_entry(with(Value::Secret, Value::Secret), "k = ***\n");
    check_entry(with(Value::Int(1), Value::Secret), "k = 1\n");
    let masked = Value::List(vec![Value::Secret]);
    check_entry(with(masked.clone(), masked), "k = \n  ***\n");
}

#[test]
fn a_failed_section_keeps_what_it_wrote_and_says_why() {
    let wrote = || map([("k", Value::Int(1))]);
    let timed_out = Status::TimedOut { after: Duration::from_secs(2), thread: 9 };
    check(
        failed(Status::Panicked("left\nright at src/x.rs:1".to_owned()), wrote()),
        "k = 1\n<section panicked: left\n  right at src/x.rs:1>\n",
    );
    check(failed(timed_out, wrote()), "k = 1\n<timed out after 2s; still running on thread 9>\n");
    check(
        failed(Status::NotRun("no worker is free".to_owned()), Value::Unfinished),
        "<not run: no worker is free>\n",
    );
}

#[test]
fn a_section_that_hangs_shows_where_it_is_stuck() {
    let status = Status::TimedOut { after: Duration::from_millis(5), thread: 9 };
    let stack = Stack::new(vec![frame("lock", "a.rs", 1)], StackEnd::Root);
    check(
        Section { stuck: Some(stack), ..failed(status, Value::Unfinished) },
        "<timed out after 5ms; still running on thread 9>\n  0 lock\n      at a.rs:1:5\n",
    );
}

#[test]
fn threads_that_cannot_be_captured_leave_their_note() {
    let threads = Threads { notes: vec!["not supported here".to_owned()], ..Threads::default() };
    check(Section::new("Threads", Content::Threads(threads)), "<not supported here>\n");
}

#[test]
fn many_threads_of_one_stack_wrap_between_their_names() {
    let threads = Threads {
        threads: (1000..1008).map(|id| thread(id, "tokio-runtime-w", Ok(0))).collect(),
        stacks: vec![Stack::new(Vec::new(), StackEnd::Root)],
        ..Threads::default()
    };
    let text = text(&report(vec![Section::new("Threads", Content::Threads(threads))]));
    let expect = "\
------                 8 threads with this stack                  ------
sleeping = #1000 tokio-runtime-w, #1001 tokio-runtime-w,
  #1002 tokio-runtime-w, #1003 tokio-runtime-w, #1004 tokio-runtime-w,
  #1005 tokio-runtime-w, #1006 tokio-runtime-w, #1007 tokio-runtime-w
  <no stack: no frames>
";
    assert!(text.contains(expect), "{text}");
}
