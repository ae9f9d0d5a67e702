//! What a slot says of a task, whatever becomes of it.

use super::*;
use crate::sys::task::State;
use std::future::{pending, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// What a waker's or a future's panic says.
fn panic_of<T>(run: impl FnOnce() -> T) -> String {
    let Err(payload) = catch_unwind(AssertUnwindSafe(run)) else { return "no panic".into() };
    payload.downcast_ref::<&str>().map_or_else(|| "another".into(), ToString::to_string)
}

#[test]
fn a_panic_in_the_poll_passes_and_the_thread_polls_on() {
    let mut task = Task::new(async {
        let inner = Task::new(pending::<()>());
        assert_ne!(inner.entry().parent, 0);
        std::panic::panic_any("as it was");
    });
    let waker = Waker::noop();
    assert_eq!(panic_of(|| task.poll(waker)), "as it was");
    assert_eq!(task.entry().state, State::Done);
    let after = Task::new(pending::<()>());
    assert_eq!(after.entry().parent, 0, "the thread polls nothing any more");
    let id = task.id();
    drop(task);
    assert!(entry(id).is_none());
}

#[test]
fn a_panic_in_a_traced_poll_leaves_nothing_behind() {
    let inquiry = inquire();
    let (_, waker) = counter();
    let mut task = Task::new(poll_fn(|context: &mut Context<'_>| -> Poll<()> {
        let _seen = context.waker().clone();
        std::panic::panic_any("as it was")
    }));
    let asked_task = asked(&inquiry, task.id());
    assert_eq!(panic_of(|| task.poll(&waker)), "as it was");
    assert!(!asked_task.has_answered());
    // The next traced poll of the thread sees itself only.
    let mut next = Task::new(leaf());
    let asked_next = asked(&inquiry, next.id());
    assert!(next.poll(&waker).is_pending());
    assert_eq!(asked_next.answer().unwrap().places(0).count(), 1);
}

#[test]
fn a_poll_after_the_end_is_the_future_s_own_matter() {
    let mut task = Task::new(async { 1 });
    assert_eq!(task.poll(Waker::noop()), Poll::Ready(1));
    assert_eq!(task.entry().state, State::Done);
    let result = catch_unwind(AssertUnwindSafe(|| task.poll(Waker::noop())));
    let text = result.unwrap_err().downcast_ref::<&str>().map(ToString::to_string);
    assert!(text.unwrap_or_default().contains("resumed after completion"));
}

#[test]
fn a_task_that_is_dropped_unpolled_idle_or_done_is_gone() {
    // Nobody else takes the waker.
    let _inquiry = inquire();
    let (count, waker) = counter();
    let unpolled = Task::new(ready(()));
    let mut idle = Task::new(leaf());
    let mut done = Task::new(ready(()));
    assert!(idle.poll(&waker).is_pending() && done.poll(&waker).is_ready());
    let ids = [unpolled.id(), idle.id(), done.id()];
    assert!(ids.iter().all(|id| entry(*id).is_some()));
    drop((unpolled, idle, done));
    assert!(ids.iter().all(|id| entry(*id).is_none()));
    drop(waker);
    assert_eq!(Arc::strong_count(&count), 1, "the waker went with the task");
}

#[test]
fn a_task_may_be_polled_by_one_thread_after_the_other() {
    let (_, waker) = counter();
    let mut task = Task::new(leaf());
    assert!(task.poll(&waker).is_pending());
    let first = task.entry();
    let task = thread::spawn(move || {
        let (_, waker) = counter();
        assert!(task.poll(&waker).is_pending());
        task
    });
    let task = task.join().unwrap();
    let second = task.entry();
    assert_eq!((first.polls, second.polls), (1, 2));
    assert!(first.thread != second.thread || second.thread == 0);
    let id = task.id();
    thread::spawn(move || drop(task)).join().unwrap();
    assert!(entry(id).is_none());
}

#[test]
fn a_task_that_blocks_in_its_poll_is_the_parent_of_what_it_makes_there() {
    let mut outer = Task::new(async {
        let mut inner = Task::new(async { Task::new(ready(())).entry().parent });
        let Poll::Ready(parent) = inner.poll(Waker::noop()) else { panic!("pending") };
        (inner.id(), parent, inner.entry().parent)
    });
    let Poll::Ready((inner, made_by_inner, made_by_outer)) = outer.poll(Waker::noop()) else {
        panic!("pending")
    };
    assert_eq!((made_by_inner, made_by_outer), (inner, outer.id()));
}

#[test]
fn slots_are_used_again_and_ids_are_not() {
    let mut ids: Vec<u64> = Vec::new();
    let slots = || crate::sys::task::slab::slots().count();
    let make = || (0..200).map(|_| Task::new(ready(()))).collect::<Vec<_>>();
    drop(make());
    let before = slots();
    for _ in 0..if cfg!(miri) { 3 } else { 20 } {
        let tasks = make();
        ids.extend(tasks.iter().map(Task::id));
        // By another thread: its magazine gives them back.
        thread::spawn(move || drop(tasks)).join().unwrap();
    }
    let (len, others) = (ids.len(), 64 * 16);
    assert!(slots() <= before + others, "{} slots after {before}", slots());
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), len);
}

#[test]
fn texts_are_those_that_were_given_last() {
    let task = Task::new(ready(()));
    task.handle.name("a".into());
    task.handle.detail("b".into());
    task.handle.name("c".into());
    let Entry { name, detail, .. } = task.entry();
    assert_eq!((name.as_deref(), detail.as_deref()), (Some("c"), Some("b")));
    drop(task);
    assert!(Task::new(ready(())).entry().name.is_none(), "nor another task's");
}

#[cfg(all(gmr_capture, not(miri)))]
#[test]
fn a_forked_child_goes_on_with_its_tasks() {
    let mut task = Task::new(leaf());
    let inquiry = inquire();
    let result = crate::sys::snapshot::testing::in_child(|| {
        // The parent's inquiry is not the child's.
        let Some(own) = Inquiry::begin() else { return 1 };
        let (count, waker) = counter();
        let Some(asked) = own.tasks().into_iter().find(|asked| asked.id() == task.id()) else {
            return 2;
        };
        if task.poll(&waker).is_ready() || asked.answer().is_none() || !asked.wake() {
            return 3;
        }
        let thread = u64::from(std::process::id());
        if task.entry().thread != thread || count.0.load(Ordering::Relaxed) != 1 {
            return 4;
        }
        7
    });
    assert_eq!(result, Some(7));
    drop(inquiry);
}
