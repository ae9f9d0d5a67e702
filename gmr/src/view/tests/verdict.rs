//! The report in a sentence.

use super::*;

fn waiting(id: u64, stack: usize, seconds: u64) -> Thread {
    let wait = Wait {
        kind: WaitKind::Lock,
        reason: "waits for a std Mutex at 0x7f00".to_owned(),
        on: Some(0x7f00),
        since: Some(Duration::from_secs(seconds)),
        at_least: false,
    };
    Thread { wait: Some(wait), ..thread(id, "w", Ok(stack)) }
}

fn summary(threads: Threads, tasks: Tasks) -> Json {
    let threads = Section::new("Threads", Content::Threads(threads));
    let tasks = Section::new("Green Threads", Content::Tasks(tasks));
    parsed(&report(vec![threads, tasks]))["summary"].take()
}

/// Three threads that wait for a lock, and one that runs.
fn crowd() -> Threads {
    let std = frame("std::sync::Mutex<T>::lock", "/rustc/0/library/std/src/sync/mutex.rs", 9);
    let own = frame("shop::PgPool::acquire", "src/pool.rs", 4);
    let stacks = vec![
        Stack::new([std, own], StackEnd::Root),
        Stack::new([frame("shop::run", "src/run.rs", 1)], StackEnd::Root),
    ];
    let threads =
        vec![thread(1, "main", Ok(1)), waiting(2, 0, 3), waiting(3, 0, 9), waiting(4, 0, 1)];
    Threads { threads, stacks, ..Threads::default() }
}

#[test]
fn many_that_wait_at_one_place_are_the_verdict() {
    let summary = summary(crowd(), Tasks::default());
    assert_eq!(summary["text"], "3 of 4 threads wait for a std Mutex in shop::PgPool::acquire");
    assert_eq!(summary["blocked"], 3);
    assert_eq!(summary["longest_wait"]["thread"]["id"], 3);
    assert_eq!(summary["longest_wait"]["since_ms"], 9_000);
}

#[test]
fn a_task_that_holds_a_thread_comes_before_threads_that_wait() {
    let state = TaskState::Running { thread: 1, since: Duration::from_secs(5) };
    let tasks = Tasks { tasks: vec![Task { state, ..Task::new(7) }], ..Tasks::default() };
    let summary = summary(crowd(), tasks);
    let text = "task #7 runs for 5s on thread #1 main, whose stack is under Threads";
    assert_eq!(summary["text"], text);
    assert_eq!(summary["suspects"], serde_json::json!([text]));
}

#[test]
fn a_deadlock_comes_before_all_else() {
    let deadlocks = vec![Deadlock { ring: vec![(2, Some(0x7f00)), (3, Some(0x7f10))] }];
    let summary = summary(Threads { deadlocks, ..crowd() }, Tasks::default());
    let text = summary["text"].as_str().unwrap();
    assert!(text.starts_with("deadlock of 2 threads: #2 w waits for a std Mutex"), "{text}");
    assert_eq!(summary["deadlocks"][0]["ring"][1]["lock"], "0x7f10");
}

#[test]
fn nothing_to_say_is_said() {
    let threads = Threads { threads: vec![thread(1, "main", Ok(0))], ..Threads::default() };
    let text = |summary: Json| summary["text"].as_str().unwrap().to_owned();
    assert_eq!(text(summary(threads, Tasks::default())), "nothing stands out among 1 thread");
    let nothing = parsed(&report(Vec::new()))["summary"].take();
    assert_eq!(text(nothing), "the report has no threads");
}
