//! A small page, to the byte.

use super::*;

fn small() -> Report {
    let lib = Frame {
        module: Some("/usr/lib/libc.so.6".into()),
        offset: Some(0x1234),
        ..Frame::new(0x7f00_1234)
    };
    let inlined = Frame { inlined: true, ..frame("app::inner", "src/main.rs", 3) };
    let main = frame("app::main", "src/main.rs", 10);
    let stacks = vec![
        Stack::new(vec![lib, inlined, main], StackEnd::Root),
        Stack::new(vec![frame("collect", "b.rs", 1)], StackEnd::Truncated("no tables".into())),
    ];
    let threads = vec![
        thread(10, "main", Ok(0)),
        Thread { role: Role::Reporter, ..thread(11, "gmr", Ok(1)) },
    ];
    let threads = Threads { threads, stacks, ..Threads::default() };
    let since = Duration::from_secs(3);
    let running = TaskState::Running { thread: 10, since };
    let task = Task { name: Some("audit".to_owned()), state: running, ..Task::new(4) };
    let tasks = Tasks { tasks: vec![task], ..Tasks::default() };
    let workers = Entry { default: Some(Value::Int(2)), ..Entry::new("workers", Value::Int(4)) };
    let options = Value::Map(vec![workers, Entry::new("password", Value::Secret)]);
    report(vec![
        Section::new("Threads", Content::Threads(threads)),
        Section::new("Green Threads", Content::Tasks(tasks)),
        Section::new("Configuration", Content::Configuration(map([("default", options)]))),
    ])
}

#[test]
fn a_whole_page() {
    let page = html(&small());
    assert_eq!(body(&page), include_str!("small.html"), "\n{}", body(&page));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let report = small();
    assert_eq!(html(&report), html(&report.clone()));
}
