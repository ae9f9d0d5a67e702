//! What flame graphs are drawn from.

use super::*;
use std::sync::Arc;

/// How many threads and tasks the lines have.
pub(super) fn total(collapsed: &str) -> usize {
    let weight = |line: &str| line.rsplit_once(' ').unwrap().1.parse::<usize>().unwrap();
    collapsed.lines().map(weight).sum()
}

/// The same of a file for speedscope, which must be what its schema says: the one in the package
/// `speedscope` 1.25.0 of npm, `dist/release/file-format-schema.json`, under the MIT licence,
/// copyright (c) 2018 Jamie Wong.
pub(super) fn total_of_speedscope(file: &str) -> usize {
    let schema = include_str!("../../../tests/data/speedscope-schema.json");
    let schema = serde_json::from_str(schema).unwrap();
    let schema = jsonschema::draft7::new(&schema).unwrap();
    let file: Json = serde_json::from_str(file).unwrap();
    let faults: Vec<String> = schema.iter_errors(&file).map(|fault| fault.to_string()).collect();
    assert_eq!(faults, [""; 0]);
    let frames = file["shared"]["frames"].as_array().unwrap().len() as u64;
    let mut total = 0;
    for profile in file["profiles"].as_array().unwrap() {
        let (samples, weights) = (&profile["samples"], profile["weights"].as_array().unwrap());
        assert_eq!(samples.as_array().unwrap().len(), weights.len());
        let mut places = samples.as_array().unwrap().iter().flat_map(|s| s.as_array().unwrap());
        assert!(places.all(|place| place.as_u64().unwrap() < frames));
        let sum: u64 = weights.iter().map(|weight| weight.as_u64().unwrap()).sum();
        assert_eq!(profile["endValue"], sum);
        total += sum as usize;
    }
    total
}

/// Two threads that wait for one lock, one without a stack, an idle one, gmr's, and two tasks.
fn sample() -> Report {
    let lock = frame("std::sync::Mutex<T>::lock", "mutex.rs", 9);
    let other_line = frame("app::work", "src/main.rs", 11);
    let stacks = vec![
        Stack::new([lock.clone(), frame("app::work", "src/main.rs", 10)], StackEnd::Root),
        Stack::new([lock, other_line], StackEnd::Root),
        Stack { idle: Some("a task".into()), ..Stack::new([Frame::new(0x99)], StackEnd::Root) },
        Stack::new([frame("a;b\n", "a.rs", 1)], StackEnd::Truncated("no unwind data".into())),
    ];
    let threads = vec![
        thread(1, "main", Ok(0)),
        thread(2, "a", Ok(1)),
        thread(3, "b", Err("no answer")),
        thread(4, "idle", Ok(2)),
        Thread { role: Role::Worker, ..thread(5, "gmr-worker", Ok(3)) },
    ];
    let call = |name: &str| vec![Arc::new(frame(name, "src/task.rs", 3))];
    let leaf = |name: &str| Branch::new(call(name), BranchEnd::Waits { times: 1 });
    let fork = BranchEnd::Fork(vec![leaf("x"), leaf("y")]);
    let traces = vec![Trace::new(vec![Branch::new(call("app::serve"), fork)])];
    let idle = TaskState::Idle { since: Duration::from_secs(1) };
    let tasks = vec![Task { trace: Some(0), state: idle, ..Task::new(1) }, Task::new(2)];
    report(vec![
        Section::new(
            "Threads",
            Content::Threads(Threads { threads, stacks, ..Threads::default() }),
        ),
        Section::new("Tasks", Content::Tasks(Tasks { tasks, traces, ..Tasks::default() })),
    ])
}

#[test]
fn stacks_that_differ_in_a_line_only_are_one_line() {
    let expect = "\
idle threads;0x99 1
tasks;<no trace: it was never polled> 1
tasks;app::serve;<waits for 2 futures at once> 1
threads of gmr;<truncated: no unwind data>;a\\u{3b}b\\u{a} 1
threads;<no stack: no answer> 1
threads;app::work;std::sync::Mutex<T>::lock 2
";
    assert_eq!(collapsed(&sample()), expect);
}

#[test]
fn speedscope_gets_a_profile_for_each_kind_of_thread_and_for_the_tasks() {
    let file = speedscope(&sample());
    assert_eq!(total_of_speedscope(&file), 7);
    let file: Json = serde_json::from_str(&file).unwrap();
    let names: Vec<&str> =
        file["profiles"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["threads", "idle threads", "threads of gmr", "tasks"]);
    let frame = |at: &Json| file["shared"]["frames"][at.as_u64().unwrap() as usize].clone();
    let first: Vec<Json> =
        file["profiles"][0]["samples"][0].as_array().unwrap().iter().map(frame).collect();
    assert_eq!(first[0]["name"], "app::work");
    assert_eq!(first[0]["line"], 10);
    assert_eq!(first[1]["name"], "std::sync::Mutex<T>::lock");
}

#[test]
fn a_report_of_nothing_is_no_flame_graph_and_an_empty_profile() {
    let empty = report(Vec::new());
    assert_eq!(collapsed(&empty), "");
    assert_eq!(total_of_speedscope(&speedscope(&empty)), 0);
}
