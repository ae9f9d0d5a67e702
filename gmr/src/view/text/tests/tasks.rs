//! What is printed of async tasks.

use super::super::text;
use super::*;

const REGISTRY: &str = "/home/you/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f";

/// The calls with their places: a path that begins with `~` is one of a dependency.
pub(super) fn calls(calls: &[(&str, &str, u32)]) -> Vec<Arc<Frame>> {
    let call = |(function, file, line): &(&str, &str, u32)| {
        Arc::new(frame(function, &file.replacen('~', REGISTRY, 1), *line))
    };
    calls.iter().map(call).collect()
}

/// The calls below an await of tokio's Mutex.
const LOCK: [(&str, &str, u32); 4] = [
    ("tokio::sync::mutex::Mutex<T>::lock::{{closure}}", "~/tokio-1.54.1/src/sync/mutex.rs", 448),
    ("tokio::sync::mutex::Mutex<T>::acquire::{{closure}}", "~/tokio-1.54.1/src/sync/mutex.rs", 658),
    (
        "<tokio::sync::batch_semaphore::Acquire as core::future::future::Future>::poll",
        "~/tokio-1.54.1/src/sync/batch_semaphore.rs",
        629,
    ),
    ("core::task::wake::Waker::clone_from", "/rustc/59807616e1fa/library/core/src/task/wake.rs", 9),
];

const SLEEP: (&str, &str, u32) = (
    "<tokio::time::sleep::Sleep as core::future::future::Future>::poll",
    "~/tokio-1.54.1/src/time/sleep.rs",
    457,
);

pub(super) fn waits(frames: Vec<Arc<Frame>>) -> Branch {
    Branch::new(frames, BranchEnd::Waits { times: 1 })
}

/// A task that waits for a lock in this line of the program.
fn locked(id: &str, line: u32) -> Trace {
    let own = ("shop::pay::{{closure}}", "src/shop.rs", line);
    let trace = Trace::new(vec![waits(calls(&[&[own], &LOCK[..]].concat()))]);
    Trace { id: id.into(), ..trace }
}

pub(super) fn task(id: u64, name: &str, state: TaskState, trace: Option<usize>) -> Task {
    let spawned = Place { file: "src/main.rs".into(), line: 60, column: 9 };
    let (age, busy) = (Duration::from_secs(300), Duration::from_millis(2));
    Task {
        name: Some(name.into()),
        future: "shop::main::{{closure}}".into(),
        size: 1336,
        spawned,
        state,
        age,
        polls: 17,
        busy,
        trace,
        ..Task::new(id)
    }
}

pub(super) fn idle(seconds: u64) -> TaskState {
    TaskState::Idle { since: Duration::from_secs(seconds) }
}

/// The section below its banner, and the lines of the summary that are about tasks.
fn shown(tasks: Tasks) -> (String, String) {
    let threads = Threads {
        threads: vec![thread(17, "worker-1", Ok(0)), thread(18, "worker-2", Err("no answer"))],
        stacks: vec![Stack::new(vec![frame("f", "a.rs", 1)], StackEnd::Root)],
        ..Threads::default()
    };
    let text = text(&report(vec![
        Section::new("Threads", Content::Threads(threads)),
        Section::new("Green Threads", Content::Tasks(tasks)),
    ]));
    let (_, summary) = text.split_once("\ntasks    = ").unwrap();
    let (summary, _) = summary.split_once("\nmissing").unwrap();
    let (_, section) = text.rsplit_once(&format!("{}\n", "=".repeat(72))).unwrap();
    let (section, _) = section.split_once("End of Guru Meditation").unwrap();
    (format!("tasks    = {summary}\n"), section.to_owned())
}

fn check(tasks: Tasks, expect: &str) {
    let (_, section) = shown(tasks);
    assert_eq!(section, expect, "\n{section}");
}

fn of(tasks: Vec<Task>, traces: Vec<Trace>) -> Tasks {
    Tasks { tasks, traces, ..Tasks::default() }
}

#[test]
fn a_stuck_service_tells_who_waits_where_and_who_holds_a_thread() {
    let accept = calls(&[
        ("shop::main::{{closure}}", "src/main.rs", 12),
        (
            "tokio::net::tcp::listener::TcpListener::accept::{{closure}}",
            "~/tokio-1.54.1/src/net/tcp/listener.rs",
            174,
        ),
    ]);
    let accept = Trace { id: "9c1d".into(), ..Trace::new(vec![waits(accept)]) };
    let running = TaskState::Running { thread: 17, since: Duration::from_secs(12) };
    let parent = Some(1);
    let tasks = vec![
        Task { age: Duration::from_secs(9000), ..task(1, "acceptor", idle(0), Some(2)) },
        Task { parent, detail: Some("ann to bob".into()), ..task(2, "pay", idle(192), Some(0)) },
        Task { parent, detail: Some("bob to ann".into()), ..task(3, "pay", idle(191), Some(1)) },
        Task { parent, flaw: Some("it runs".into()), ..task(4, "audit", running, None) },
        Task { parent, awaits: vec![6], ..task(5, "pay", idle(2), Some(0)) },
        Task {
            parent: Some(5),
            flaw: Some("did not answer within 1s".into()),
            ..task(6, "late", idle(1), None)
        },
    ];
    let untracked = vec![Untracked::new("tokio (multi-thread, 2 workers)", 9, 6)];
    let traces = vec![locked("3fa9", 19), locked("77b0", 31), accept];
    let (summary, section) = shown(Tasks { untracked, ..of(tasks, traces) });
    let expect = "\
tasks    = 6, 3 distinct traces, 1 running, 5 idle
suspects = 
  task #4 audit runs for 12s on thread #17 worker-1, whose stack is under Threads
  2 tasks wait for a tokio Mutex, for 2s to 3m 12s, at src/shop.rs:19:5: #2 pay (ann to bob), #5 pay
  task #3 pay (bob to ann) waits for a tokio Mutex, for 3m 11s, at src/shop.rs:31:5
";
    assert_eq!(summary, expect, "\n{summary}");
    assert_eq!(section, include_str!("tasks.txt"), "\n{section}");
}

#[test]
fn a_report_without_tasks_says_what_to_do() {
    let section = Section::new("Green Threads", Content::Tasks(Tasks::default()));
    let text = text(&report(vec![section]));
    assert!(text.contains("\n<no async task is tracked: "), "{text}");
    assert!(text.contains("gmr::spawn") && text.contains(".traced()"), "{text}");
    assert!(!text.contains("\ntasks    ="), "{text}");
}

#[test]
fn futures_that_are_polled_side_by_side_are_branches() {
    let own = |name: &str, line| (format!("shop::{name}::{{{{closure}}}}"), line);
    let call = |(name, line): (String, u32)| calls(&[(&name, "src/shop.rs", line)]);
    let left = waits([call(own("left", 3)), calls(&[SLEEP])].concat());
    let right = Branch::new(call(own("right", 4)), BranchEnd::Task);
    let busy = Branch::new(call(own("busy", 5)), BranchEnd::WokeItself { times: 2 });
    let many = Branch::new(call(own("many", 6)), BranchEnd::Waits { times: 300 });
    let lost = Branch::new(Vec::new(), BranchEnd::Unknown("the stack was too deep".into()));
    let branches = vec![left, right, busy, many, lost];
    let trace = Trace::new(vec![Branch::new(call(own("both", 2)), BranchEnd::Fork(branches))]);
    let tasks = vec![
        Task { awaits: vec![8], ..task(7, "both", idle(1), Some(0)) },
        Task { parent: Some(7), ..task(8, "inner", TaskState::Done, None) },
    ];
    let expect = "\
tasks = 2, 1 distinct trace, 1 idle, 1 ended

------                        Task #7 both                        ------
wait = waits for a time, for 1s
age = 5m, polled 17 times, busy 2ms, 1,336 B
spawned at src/main.rs:60:9
  shop::both at src/shop.rs:2:5
    + shop::left at src/shop.rs:3:5
        <tokio::time::sleep::Sleep as Future>::poll at tokio-1.54.1/src/time/sleep.rs:457:5
    + shop::right at src/shop.rs:4:5
        task #8 inner
    + shop::busy at src/shop.rs:5:5 (woke itself to make way for others) (2 times)
    + shop::many at src/shop.rs:6:5 (300 times)
    + <the stack was too deep>

------                       Task #8 inner                        ------
state = ended, and not dropped
age = 5m, polled 17 times, busy 2ms, 1,336 B
spawned at src/main.rs:60:9 by #7 both

family = 
  #7 both
    awaits #8 inner
";
    check(of(tasks, vec![trace]), expect);
}

#[test]
fn what_libraries_do_between_two_calls_of_the_program_is_folded() {
    let hyper = "~/hyper-1.6.0/src/server.rs";
    let frames = calls(&[
        ("<hyper::server::Connection as core::future::future::Future>::poll", hyper, 1),
        ("hyper::proto::Dispatcher::poll_catch", hyper, 2),
        ("<core::pin::Pin<P> as core::future::future::Future>::poll", "/rustc/5/library/c.rs", 3),
        ("<tower::util::Oneshot as core::future::future::Future>::poll", "~/tower-0.5.2/a.rs", 4),
        ("shop::handler::{{closure}}", "src/shop.rs", 5),
        ("shop::client::{closure#0}", "/home/you/shop/src/shop.rs", 6),
        ("<hyper::client::ResponseFuture as core::future::future::Future>::poll", hyper, 7),
        ("<core::future::poll_fn::PollFn<F> as core::future::future::Future>::poll", "", 8),
        ("<tokio::sync::oneshot::Receiver<T> as core::future::future::Future>::poll", hyper, 9),
        ("tokio::sync::oneshot::State::set_rx_task", hyper, 10),
    ]);
    let tasks = vec![task(1, "connection", idle(1), Some(0))];
    let expect = "\
tasks = 1, 1 distinct trace, 1 idle

------                     Task #1 connection                     ------
wait = waits for the answer of a tokio oneshot, for 1s
age = 5m, polled 17 times, busy 2ms, 1,336 B
spawned at src/main.rs:60:9
  <hyper::server::Connection as Future>::poll at hyper-1.6.0/src/server.rs:1:5
    shop::handler at src/shop.rs:5:5
      shop::client at /home/you/shop/src/shop.rs:6:5
        <hyper::client::ResponseFuture as Future>::poll at hyper-1.6.0/src/server.rs:7:5
          <tokio::sync::oneshot::Receiver<T> as Future>::poll at hyper-1.6.0/src/server.rs:9:5
  <5 calls of libraries and runtimes left out>
";
    check(of(tasks, vec![Trace::new(vec![waits(frames)])]), expect);
}

#[test]
fn bare_names_of_a_build_with_little_debug_information_will_do() {
    let sync = |file: &str| format!("~/tokio-1.54.1/src/sync/{file}.rs");
    let trace = |leaf: &str, file: &str| {
        let own = ("{async_fn#0}", "/home/you/shop/src/shop.rs", 5);
        let library = [(leaf, &*sync(file), 1), ("poll<T>", &*sync("batch_semaphore"), 2)];
        Trace::new(vec![waits(calls(&[&[own], &library[..]].concat()))])
    };
    // In this file are both ends of a channel.
    let traces = vec![trace("{async_fn#0}<i32>", "mutex"), trace("recv", "mpsc/bounded")];
    let tasks = vec![task(1, "a", idle(2), Some(0)), task(2, "b", idle(1), Some(1))];
    let (summary, section) = shown(of(tasks, traces));
    let suspect = "task #1 a waits for a tokio Mutex, for 2s, at /home/you/shop/src/shop.rs:5:5";
    assert!(summary.contains(suspect), "{summary}");
    assert!(section.contains("\nwait = for 1s\n"), "{section}");
    let leaf = "\n      poll<T> at tokio-1.54.1/src/sync/batch_semaphore.rs:2:5\n";
    assert!(section.contains(leaf), "{section}");
}

#[test]
fn a_stripped_program_shows_module_and_offset_and_its_build() {
    let bare = Frame { module: Some("/opt/shop".into()), offset: Some(0x1234), ..Frame::new(9) };
    let trace = Trace::new(vec![waits(vec![Arc::new(bare)])]);
    let module =
        Module { path: "/opt/shop".into(), build_id: Some("ab12".into()), base: 0, range: 0..1 };
    let threads = Threads { modules: vec![module], ..Threads::default() };
    let tasks = of(vec![task(1, "x", idle(1), Some(0))], vec![trace]);
    let text = text(&report(vec![
        Section::new("Threads", Content::Threads(threads)),
        Section::new("Green Threads", Content::Tasks(tasks)),
    ]));
    let expect = "  /opt/shop+0x1234\n\nmodules = \n  /opt/shop = ab12\nEnd of Guru";
    assert!(text.contains(expect), "{text}");
}

#[test]
fn every_state_has_its_words() {
    let cases = [
        (TaskState::New, "state = never polled, for 5m"),
        (TaskState::Done, "state = ended, and not dropped"),
        (TaskState::Dropping { thread: 18 }, "state = being dropped on thread #18 worker-2"),
        (TaskState::Dropping { thread: 0 }, "state = being dropped on a thread that is not known"),
        (
            TaskState::Running { thread: 19, since: Duration::from_millis(7) },
            "state = running for 7ms on thread #19",
        ),
    ];
    for (state, expect) in cases {
        let (summary, section) = shown(of(vec![task(1, "x", state, None)], Vec::new()));
        assert!(section.contains(&format!("\n{expect}\n")), "{section}");
        assert!(!summary.contains("suspects"), "{summary}");
    }
}

#[test]
fn tasks_with_doubts_stand_apart_from_those_without() {
    let doubt = |id, why: &str| Task { flaw: Some(why.into()), ..task(id, "x", idle(id), Some(0)) };
    let named = |id| Task { name: Some(format!("y{id}")), ..task(id, "", idle(id), Some(0)) };
    let nameless = Task { name: None, ..doubt(1, "old") };
    let tasks = vec![nameless, doubt(2, "old"), doubt(3, "new"), named(4), named(5)];
    let (_, section) = shown(of(tasks, vec![Trace::default()]));
    let expect = "\
tasks = 5, 1 distinct trace, 5 idle
<2 tasks with a doubtful trace: old>
<1 task with a doubtful trace: new>

------                  2 tasks with this trace                   ------
wait = for 4s to 5s
tasks = #5 y5, #4 y4
age = 5m, polled 17 times, busy 4ms in all, 1,336 B each
spawned at src/main.rs:60:9
  <nothing>

------                  3 tasks with this trace                   ------
wait = for 1s to 3s
tasks = #3 x, #2 x, #1
age = 5m, polled 17 times, busy 6ms in all, 1,336 B each
spawned at src/main.rs:60:9
future = shop::main::{{closure}}
doubt = new (1 task)
doubt = old (2 tasks)
  <nothing>
";
    assert_eq!(section, expect, "\n{section}");
}
