//! Everything that a report holds is on the page, with JavaScript or without.

use super::*;

fn named(name: &str) -> Option<Arc<str>> {
    Some(Arc::from(name))
}

fn check(page: &str, expected: &[&str]) {
    for text in expected {
        assert!(page.contains(text), "{text} is missing in\n{}", body(page));
    }
}

fn stack() -> Stack {
    let call = Frame {
        address: 0xc01,
        function: named("frame-function"),
        file: named("frame-file"),
        line: Some(7006),
        column: Some(7007),
        module: named("/folder/module-name"),
        offset: Some(0xc02),
        inlined: false,
    };
    let gap = Some(Gap { at: 0, left_out: 708 });
    let stack = Stack::new(vec![call], StackEnd::LeftOut("end-remark".to_owned()));
    Stack { id: "stack-id".to_owned(), gap, idle: Some("idle-for".into()), ..stack }
}

/// A thread and a stack of which everything is known.
fn threads() -> Threads {
    let call = SystemCall {
        number: 7001,
        name: Some("call-name".into()),
        arguments: [0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6],
        detail: Some("call-detail".to_owned()),
    };
    let wait = Wait {
        kind: WaitKind::Other,
        reason: "wait-reason".to_owned(),
        on: Some(0xb01),
        since: Some(Duration::from_secs(7002)),
        at_least: true,
    };
    let known = Thread {
        role: Role::Reporter,
        method: Some(Method::Passive),
        doubt: Some("thread-doubt".to_owned()),
        age: Some(Duration::from_secs(41)),
        cpu: Some(CpuTime { user: Duration::from_secs(42), system: Duration::from_secs(43) }),
        switches: Some(Switches { voluntary: 7003, involuntary: 7004 }),
        policy: Some("thread-policy".to_owned()),
        call: Some(call),
        wait: Some(wait),
        ..thread(7005, "thread-name", Ok(0))
    };
    let contention = Contention {
        address: 0xd01,
        what: "contention-what".to_owned(),
        waiters: vec![7009, 7010],
        owner: Some(7011),
    };
    let path = Arc::from("/folder/module-name");
    let module = Module { path, build_id: named("build-id"), base: 0xe01, range: 0xe02..0xe03 };
    Threads {
        threads: vec![known],
        stacks: vec![stack()],
        modules: vec![module],
        contentions: vec![contention],
        deadlocks: vec![Deadlock { ring: vec![(7012, Some(0xf01)), (7013, None)] }],
        notes: vec!["threads-note".to_owned()],
        timing: Timing {
            capture: Duration::from_secs(44),
            unwind: Duration::from_secs(45),
            symbolize: Duration::from_secs(46),
        },
    }
}

#[test]
fn what_is_known_of_a_thread_is_shown() {
    let page = html(&report(vec![Section::new("Threads", Content::Threads(threads()))]));
    let expected = [
        "#7005 thread-name (gmr reporter)",
        "sleeping",
        "read in its sleep",
        "thread-doubt",
        "41s old",
        "cpu 42s user 43s system",
        "14007 switches (7004 involuntary)",
        "thread-policy",
        "call-name(call-detail)",
        "call 7001 (0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6)",
        "wait-reason, for at least 1h 56m",
        "waits on 0xb01",
        "<code>frame-function</code>",
        "frame-file:7006:7007",
        "  0 0xc01 module-name+0xc02\n",
        "708 calls left out",
        "end-remark",
        "idle: waits for idle-for",
        "stack-id",
        "2 threads wait for contention-what at 0xd01 that #7011 has",
        "#7009</a>",
        "#7010</a>",
        "/folder/module-name</code>",
        "build id build-id",
        "0xe02 to 0xe03, base 0xe01",
        "#7012",
        "#7013",
        "threads-note",
        "taking 44s, unwinding 45s, naming 46s",
    ];
    check(&page, &expected);
}

fn task() -> (Task, Trace) {
    let call = Arc::new(frame("trace-call", "trace-file", 7101));
    let trace = Trace {
        id: "trace-id".to_owned(),
        branches: vec![Branch::new(vec![call], BranchEnd::Waits { times: 7102 })],
        notes: vec!["trace-note".to_owned()],
    };
    let task = Task {
        name: Some("task-name".to_owned()),
        detail: Some("task-detail".to_owned()),
        future: "task-future".into(),
        size: 713,
        spawned: Place { file: "spawn-file".into(), line: 7104, column: 7105 },
        parent: Some(7106),
        state: TaskState::Idle { since: Duration::from_secs(51) },
        age: Duration::from_secs(52),
        polls: 717,
        busy: Duration::from_secs(53),
        trace: Some(0),
        awaits: vec![7108],
        flaw: Some("task-flaw".to_owned()),
        ..Task::new(7109)
    };
    (task, trace)
}

#[test]
fn what_is_known_of_a_task_is_shown() {
    let (task, trace) = task();
    let tasks = Tasks {
        tasks: vec![task],
        traces: vec![trace],
        notes: vec!["tasks-note".to_owned()],
        untracked: vec![Untracked::new("untracked-runtime", 719, 1)],
        timing: TaskTiming {
            collect: Duration::from_secs(54),
            unwind: Duration::from_secs(55),
            symbolize: Duration::from_secs(56),
        },
    };
    let page = html(&report(vec![Section::new("Green Threads", Content::Tasks(tasks))]));
    let expected = [
        "#7109 task-name",
        "task-detail",
        "task-future",
        "713 B",
        "spawn-file:7104:7105",
        "#7106</a>",
        "for 51s",
        "52s old",
        "717 polls",
        "busy 53s",
        "trace-id",
        "trace-call",
        "trace-file:7101:5",
        "(7,102 times)",
        "#7108</a>",
        "task-flaw",
        "trace-note",
        "tasks-note",
        "untracked-runtime",
        "at least 718 of the 719 tasks",
        "asking 54s, unwinding 55s, naming 56s",
    ];
    check(&page, &expected);
}

#[test]
fn what_is_known_of_a_value_and_of_its_section_is_shown() {
    let entry = Entry {
        unit: "value-unit",
        help: "value-help",
        default: Some(Value::Int(7202)),
        source: Some("value-source".into()),
        ..Entry::new("value-key", Value::Int(7201))
    };
    let stuck = Stack::new(vec![frame("stuck-call", "stuck.rs", 1)], StackEnd::Root);
    let origin = Origin { module: "origin-module", file: "origin-file", line: 7203 };
    let section = Section {
        origin: Some(origin),
        status: Status::TimedOut { after: Duration::from_secs(61), thread: 7204 },
        stuck: Some(stuck),
        ..section("section-title", Value::Map(vec![entry]))
    };
    let page = html(&report(vec![section]));
    let expected = [
        "section-title",
        "origin-module",
        "origin-file:7203",
        "timed out after 61s; still running on thread 7204",
        "stuck-call",
        "value-key",
        "7201 value-unit",
        "value-help",
        "value-source",
        "default: 7202 value-unit",
    ];
    check(&page, &expected);
}
