use super::*;

const APP: &str = "/home/me/app/src/main.rs";
const TOKIO: &str = "/root/.cargo/registry/src/index.crates.io-1/tokio-1.54.1/src/";
const CORE: &str = "/rustc/abc/library/core/src/";

fn frame(function: &str, file: &str, line: u32) -> Arc<Frame> {
    let mut frame = Frame::new(1);
    frame.function = Some(function.into());
    frame.file = (!file.is_empty()).then(|| file.into());
    frame.line = Some(line);
    Arc::new(frame)
}

fn own(function: &str, file: &str) -> Arc<Frame> {
    let sources = file!().strip_suffix("capture/tasks/cut/tests.rs").expect("it is this file");
    frame(function, &format!("/build/{sources}{file}"), 7)
}

fn app(function: &str, line: u32) -> Arc<Frame> {
    frame(function, APP, line)
}

fn tokio(function: &str, file: &str) -> Arc<Frame> {
    frame(function, &format!("{TOKIO}{file}"), 1)
}

fn core(function: &str) -> Arc<Frame> {
    frame(function, &format!("{CORE}x.rs"), 1)
}

/// What polls a task, outermost first.
fn outside() -> Vec<Arc<Frame>> {
    vec![
        tokio("tokio::runtime::task::core::Core<T,S>::poll", "runtime/task/core.rs"),
        own("<gmr::task::Tracked<F> as core::future::future::Future>::poll", "task/tracked.rs"),
        core("core::ops::function::FnMut::call_mut"),
        own("gmr::sys::task::Handle::poll::{{closure}}", "sys/task/mod.rs"),
        core("<core::pin::Pin<P> as core::future::future::Future>::poll"),
    ]
}

fn hook() -> Vec<Arc<Frame>> {
    vec![
        core("<core::task::wake::Waker as core::clone::Clone>::clone"),
        own("gmr::sys::task::waker::clone", "sys/task/waker.rs"),
        own("gmr::sys::task::here::record", "sys/task/here.rs"),
    ]
}

/// The names of what is shown of a task with these frames, outermost first.
fn shown(task: Vec<Arc<Frame>>) -> Vec<String> {
    let mut stack = [outside(), task, hook()].concat();
    stack.reverse();
    names(&cut(&stack))
}

fn names(frames: &[Arc<Frame>]) -> Vec<String> {
    let place = |frame: &Arc<Frame>| match (&frame.function, frame.line) {
        (Some(function), Some(line)) => format!("{function}:{line}"),
        _ => format!("{frame:?}"),
    };
    frames.iter().map(place).collect()
}

#[test]
fn executor_hook_and_machinery_are_left_out_and_async_functions_have_their_names() {
    let task = vec![
        app("app::main::{{closure}}::{{closure}}", 3),
        app("app::outer::{{closure}}", 11),
        core("<core::pin::Pin<P> as core::future::future::Future>::poll"),
        app("app::inner::{closure#0}", 12),
        tokio("<tokio::time::sleep::Sleep as core::future::future::Future>::poll", "time/sleep.rs"),
        tokio("tokio::time::sleep::Sleep::poll_elapsed", "time/sleep.rs"),
        tokio("tokio::runtime::time::entry::TimerEntry::poll_elapsed", "runtime/time/entry.rs"),
    ];
    let sleep = "<tokio::time::sleep::Sleep as core::future::future::Future>::poll:1";
    assert_eq!(shown(task), ["app::main::{{closure}}:3", "app::outer:11", "app::inner:12", sleep]);
}

#[test]
fn frames_without_paths_are_told_by_their_files() {
    let task = vec![
        app("{async_fn#0}", 11),
        frame("poll<app::x>", &format!("{CORE}future/poll_fn.rs"), 1),
        app("{async_block#0}", 12),
        tokio("poll", "time/sleep.rs"),
        tokio("poll_elapsed", "time/sleep.rs"),
    ];
    let bare = [
        tokio("poll_inner", "runtime/task/harness.rs"),
        own("poll<app::x>", "task/tracked.rs"),
        own("{closure#0}<app::x>", "sys/task/mod.rs"),
    ];
    let hook = [core("clone"), own("clone", "sys/task/waker.rs")];
    let mut stack = [&bare[..], &task, &hook].concat();
    stack.reverse();
    assert_eq!(names(&cut(&stack)), ["async fn:11", "async block:12", "poll:1"]);
}

#[test]
fn no_function_of_the_program_is_left_out() {
    // A future of its own, which calls others of its functions in order to wait.
    let task = vec![
        app("app::run::{{closure}}", 1),
        app("<app::Gate as core::future::future::Future>::poll", 2),
        core("core::option::Option<T>::map"),
        app("app::Gate::look", 3),
        app("app::Gate::wait_for::{{closure}}", 4),
        tokio("tokio::sync::AtomicWaker::register", "sync/atomic_waker.rs"),
        tokio("tokio::sync::AtomicWaker::do_register", "sync/atomic_waker.rs"),
    ];
    let gate = "<app::Gate as core::future::future::Future>::poll:2";
    let wait_for = "app::Gate::wait_for:4";
    // What these call in order to wait is shown, and no more of that.
    let register = "tokio::sync::AtomicWaker::register:1";
    assert_eq!(shown(task), ["app::run:1", gate, "app::Gate::look:3", wait_for, register]);
}

#[test]
fn a_function_that_awaits_itself_is_shown_as_often() {
    let boxed = core("<alloc::boxed::Box<F> as core::future::future::Future>::poll");
    let call = app("app::walk::{{closure}}", 9);
    let task = vec![call.clone(), boxed.clone(), call.clone(), boxed, call];
    assert_eq!(shown(task), ["app::walk:9"; 3]);
}

#[test]
fn a_closure_that_a_macro_made_is_not_shown_beside_its_function() {
    let poll_fn = core("<core::future::poll_fn::PollFn<F> as core::future::future::Future>::poll");
    let receive = "tokio::sync::mpsc::bounded::Receiver<T>::recv";
    let task = vec![
        app("app::choose::{{closure}}", 9),
        poll_fn.clone(),
        app("app::choose::{{closure}}::{{closure}}", 9),
        tokio(&format!("{receive}::{{{{closure}}}}"), "sync/mpsc/bounded.rs"),
        poll_fn,
        tokio(&format!("{receive}::{{{{closure}}}}::{{{{closure}}}}"), "sync/mpsc/chan.rs"),
        tokio("tokio::sync::mpsc::chan::Rx<T,S>::recv", "sync/mpsc/chan.rs"),
        tokio("tokio::loom::std::unsafe_cell::UnsafeCell<T>::with_mut", "loom/std.rs"),
        tokio("tokio::sync::mpsc::chan::Rx<T,S>::recv::{{closure}}", "sync/mpsc/chan.rs"),
    ];
    assert_eq!(shown(task), ["app::choose:9", &format!("{receive}:1")]);
}

#[test]
fn a_closure_of_the_program_at_another_line_is_shown() {
    let poll_fn = core("<core::future::poll_fn::PollFn<F> as core::future::future::Future>::poll");
    let closure = app("app::choose::{{closure}}::{{closure}}", 10);
    let task = vec![app("app::choose::{{closure}}", 9), poll_fn, closure];
    assert_eq!(shown(task), ["app::choose:9", "app::choose::{{closure}}:10"]);
}

#[test]
fn crates_between_two_futures_are_shown_and_behind_the_last_one_not() {
    let hyper = "/root/.cargo/git/checkouts/hyper-1/2/src/proto.rs";
    let task = vec![
        frame("<hyper::Connection as core::future::future::Future>::poll", hyper, 1),
        frame("hyper::proto::Dispatcher::poll_catch", hyper, 2),
        tokio("<tokio::time::sleep::Sleep as core::future::future::Future>::poll", "time/sleep.rs"),
        tokio("tokio::time::sleep::Sleep::poll_elapsed", "time/sleep.rs"),
    ];
    let shown = shown(task);
    assert_eq!(shown.len(), 3);
    assert!(shown[1].contains("poll_catch") && shown[2].contains("Sleep as"));
}

#[test]
fn a_stack_that_was_not_walked_to_its_end_keeps_what_is_known() {
    let task = vec![app("app::inner::{{closure}}", 2), tokio("<X as Future>::poll", "x.rs")];
    let mut stack = [task, hook()].concat();
    stack.reverse();
    assert_eq!(names(&cut(&stack)), ["app::inner:2", "<X as Future>::poll:1"]);
    assert!(cut(&[]).is_empty());
}

#[test]
fn what_is_machinery_alone_leaves_its_last_frame() {
    let ready = "<core::future::x::Barrier as core::future::future::Future>::poll";
    assert_eq!(shown(vec![core(ready)]), [format!("{ready}:1")]);
}
