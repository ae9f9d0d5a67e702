use super::*;
use crate::capture::proc::Tasks;
use crate::capture::threads::readiness::{Readiness, readiness};
use crate::sys::snapshot::testing;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn reason(capture: &mut Capture, id: u64) -> String {
    capture.stack_of(id, deadline()).unwrap_err()
}

/// Signals queued to this user's processes.
fn queued() -> u64 {
    let status = Tasks::open().unwrap().status(task::thread_id()).unwrap();
    status.field("SigQ").unwrap().split('/').next().unwrap().parse().unwrap()
}

#[test]
fn a_thread_that_blocks_the_signal_says_so_and_gathers_none() {
    if testing::skip_emulated("which signals a thread blocks is not told") {
        return;
    }
    let _turn = turn();
    let mut capture = Capture::by_signal();
    let signal = capture.signal().unwrap();
    let subject = Subject::start("blocks", move |stopped| {
        testing::block(signal, true);
        let _ = stopped.recv();
    });
    subject.wait_until_asleep();
    let expected = format!("blocks the signal that asks for its stack (signal {signal})");
    assert_eq!(reason(&mut capture, subject.id), expected);
    for _ in 0..20 {
        assert_eq!(reason(&mut capture, subject.id), expected);
    }
    // Not by `queued`, which other processes of the user change.
    let status = Tasks::open().unwrap().status(subject.id).unwrap();
    assert!(status.has_signal("SigBlk", signal) && !status.has_signal("SigPnd", signal));
    // The others are not kept waiting.
    let threads = report(&mut capture);
    assert!(thread_of(&threads, task::thread_id()).stack.is_ok());
    subject.stop();
}

#[test]
fn a_thread_that_waits_for_signals_is_left_waiting() {
    if testing::skip_emulated("that a thread waits for signals is not told") {
        return;
    }
    let _turn = turn();
    let mut capture = Capture::by_signal();
    let (tell, told) = mpsc::channel();
    let subject = Subject::start("sigwait", move |_| {
        tell.send(testing::wait_for_any_signal()).unwrap();
    });
    let (signal, tasks) = (capture.signal().unwrap(), Tasks::open().unwrap());
    while readiness(&tasks, subject.id, signal) != Readiness::Waits {
        thread::yield_now();
    }
    let reason = reason(&mut capture, subject.id);
    assert!(reason.contains("(sigwait)"), "{reason}");
    for _ in 0..20 {
        assert_eq!(self::reason(&mut capture, subject.id), reason);
    }
    assert!(told.try_recv().is_err());
    testing::send(subject.id, libc::SIGUSR2);
    assert_eq!(told.recv().unwrap(), libc::SIGUSR2);
    subject.stop();
}

#[test]
fn a_thread_that_blocked_the_signal_answers_when_it_does_not() {
    if testing::skip_emulated("which signals a thread blocks is not told") {
        return;
    }
    let _turn = turn();
    let mut capture = Capture::by_signal();
    let signal = capture.signal().unwrap();
    let is_blocked = Arc::new(AtomicBool::new(true));
    let blocked = Arc::clone(&is_blocked);
    let subject = Subject::start("blocks", move |stopped| {
        testing::block(signal, true);
        while blocked.load(Ordering::Acquire) {
            thread::park();
        }
        testing::block(signal, false);
        let _ = stopped.recv();
    });
    subject.wait_until_asleep();
    assert!(reason(&mut capture, subject.id).starts_with("blocks"));
    let spinning = Subject::start("other", wait);
    spinning.wait_until_asleep();

    // Other threads are captured while it comes back.
    is_blocked.store(false, Ordering::Release);
    subject.thread.thread().unpark();
    for _ in 0..200 {
        let stack = capture.stack_of(spinning.id, deadline()).unwrap();
        assert_eq!(stack.end, StackEnd::Root);
    }
    let stack = loop {
        match capture.stack_of(subject.id, deadline()) {
            Ok(stack) => break stack,
            Err(reason) => assert!(reason.starts_with("blocks") || reason.contains("answered")),
        }
    };
    assert_eq!(stack.end, StackEnd::Root);
    subject.stop();
    spinning.stop();
}

#[test]
fn a_thread_that_has_ended_is_told_from_one_that_is_silent() {
    let _turn = turn();
    let mut capture = Capture::install(None).unwrap();
    let subject = Subject::start("ends", |_| {});
    let id = subject.id;
    subject.stop();
    while task::exists(id) {
        thread::yield_now();
    }
    assert_eq!(reason(&mut capture, id), "ended during the capture");
}

static HANDLER_IS_IN: AtomicBool = AtomicBool::new(false);
static HANDLER_MAY_RETURN: AtomicBool = AtomicBool::new(false);

#[inline(never)]
fn wait_in_handler() {
    HANDLER_IS_IN.store(true, Ordering::Release);
    while !HANDLER_MAY_RETURN.load(Ordering::Acquire) {
        std::hint::spin_loop();
    }
}

#[inline(never)]
fn interrupted_by_handler(on_alternate_stack: bool) {
    testing::in_handler(on_alternate_stack, wait_in_handler);
    std::hint::black_box(());
}

#[test]
fn a_signal_handler_and_what_it_interrupted_are_one_stack() {
    let _turn = turn();
    let mut capture = Capture::install(None).unwrap();
    for on_alternate_stack in [false, true] {
        HANDLER_IS_IN.store(false, Ordering::Release);
        HANDLER_MAY_RETURN.store(false, Ordering::Release);
        let run = move |_: &Receiver<()>| interrupted_by_handler(on_alternate_stack);
        let subject = Subject::start("handler", run);
        while !HANDLER_IS_IN.load(Ordering::Acquire) {
            thread::yield_now();
        }
        let stack = capture.stack_of(subject.id, deadline()).unwrap();
        let names = ["refusals::wait_in_handler", "refusals::interrupted_by_handler"];
        assert!(positions(&stack, &names).is_sorted());
        assert_eq!(stack.end, StackEnd::Root, "{:#?}", functions(&stack));
        HANDLER_MAY_RETURN.store(true, Ordering::Release);
        subject.stop();
    }
}

#[test]
fn a_forked_child_ignores_the_signal() {
    let _turn = turn();
    let mut capture = Capture::by_signal();
    report(&mut capture);
    let (signal, parent) = (capture.signal().unwrap(), task::process_id());
    let result = testing::in_child(|| {
        testing::queue_to_self(signal, task::process_id(), 1 << 32);
        testing::queue_to_self(signal, parent, 1 << 32);
        7
    });
    assert_eq!(result, Some(7));
    // And so does the parent, of a value that it never sent.
    testing::queue_to_self(signal, parent, u64::MAX);
    testing::queue_to_self(signal, parent, 0);
}

#[test]
fn a_full_queue_of_signals_is_waited_for() {
    let _turn = turn();
    let mut capture = Capture::by_signal();

    let subjects: Vec<Subject> = (0..32).map(|_| Subject::start("queue", wait)).collect();
    let before = getrlimit(Resource::Sigpending);
    setrlimit(Resource::Sigpending, Rlimit { current: Some(queued() + 3), ..before }).unwrap();
    let threads = report(&mut capture);
    setrlimit(Resource::Sigpending, before).unwrap();
    for subject in &subjects {
        assert!(threads.stack_of(subject.id).is_some(), "{:?}", thread_of(&threads, subject.id));
    }
    subjects.into_iter().for_each(Subject::stop);
}

#[test]
fn only_a_free_real_time_signal_can_be_chosen() {
    let _turn = turn();
    for signal in [libc::SIGUSR2, 32, 33, 0, -1, 65] {
        let error = Capture::install(Some(signal)).err().unwrap();
        assert!(error.is_setting());
        assert!(error.to_string().contains("`capture_signal`: a real-time signal"), "{error}");
    }
    testing::take_signal(testing::last_signal());
    let error = Capture::install(Some(testing::last_signal())).err().unwrap();
    assert!(error.is_setting() && error.to_string().contains("no handler of its own"), "{error}");

    // An emulator keeps the last ones to itself.
    let free = testing::last_signal() - 8;
    let mut capture = Capture::open(CaptureMode::SignalOnly, Some(free)).unwrap();
    assert_eq!(capture.signal().unwrap(), free);
    let subject = Subject::start("chosen", wait);
    assert!(capture.stack_of(subject.id, deadline()).is_ok());
    subject.stop();
}

#[test]
fn a_handler_that_was_removed_is_installed_again() {
    let _turn = turn();
    let mut capture = Capture::by_signal();
    let subject = Subject::start("again", wait);
    testing::reset_signal(capture.signal().unwrap());
    assert!(capture.stack_of(subject.id, deadline()).is_ok());

    // Somebody else's stays, and another signal is taken.
    let before = capture.signal().unwrap();
    testing::take_signal(before);
    assert!(capture.stack_of(subject.id, deadline()).is_ok());
    assert_ne!(capture.signal().unwrap(), before);
    testing::reset_signal(before);
    subject.stop();
}
