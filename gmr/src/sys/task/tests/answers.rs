//! Who is asked, and what it answers.

use super::*;
use crate::sys::task::{Answer, Kind, State};
use std::thread;
use std::time::Duration;

fn kinds(answer: &Answer, round: usize) -> Vec<Kind> {
    answer.places(round).map(|record| record.kind).collect()
}

#[test]
fn a_task_that_is_asked_answers_with_the_leaf_that_it_waits_for() {
    let inquiry = inquire();
    let (count, waker) = counter();
    let mut task = Task::new(leaf());
    assert!(task.poll(&waker).is_pending());
    let asked = asked(&inquiry, task.id());
    assert_eq!(asked.state(), Some(State::Idle));
    assert!(asked.wake());
    assert_eq!(count.0.load(Ordering::Relaxed), 1);
    assert!(!asked.wake(), "its waker was used up");
    assert!(!asked.has_answered());
    assert!(task.poll(&waker).is_pending());
    assert!(asked.has_answered());
    let answer = asked.answer().unwrap();
    assert_eq!((answer.rounds(), answer.overflow()), (1, 0));
    assert_eq!(kinds(&answer, 0), [Kind::Waits]);
    assert!(asked.answer().is_none() && !asked.has_answered(), "it was taken");
    assert!(asked.wake(), "the poll left a waker again");
    // It is not traced again until it is asked again.
    assert!(task.poll(&waker).is_pending() && !asked.has_answered());
    asked.ask_again();
    assert!(task.poll(&waker).is_pending() && asked.has_answered());
}

#[test]
fn nobody_is_traced_whom_nobody_asks() {
    let (_, waker) = counter();
    let mut seen = Vec::new();
    let mut task = Task::new(poll_fn(|context: &mut Context<'_>| -> Poll<()> {
        seen.push(context.waker().will_wake(&waker));
        Poll::Pending
    }));
    let inquiry = inquire();
    assert!(task.poll(&waker).is_pending());
    let asked = asked(&inquiry, task.id());
    assert!(task.poll(&waker).is_pending() && task.poll(&waker).is_pending());
    drop(inquiry);
    // Whoever asked before, this one does not.
    let _next = inquire();
    asked.ask_again();
    assert!(task.poll(&waker).is_pending());
    drop(task);
    assert_eq!(seen, [true, false, true, true]);
}

#[test]
fn who_is_spared_is_neither_asked_nor_keeps_a_waker() {
    let (count, waker) = counter();
    let mut task = Task::new(leaf());
    assert!(task.poll(&waker).is_pending());
    let before = Arc::strong_count(&count);
    task.handle.spare();
    let inquiry = inquire();
    assert!(inquiry.tasks().iter().all(|asked| asked.id() != task.id()));
    assert_eq!(Arc::strong_count(&count), before - 1);
    assert!(task.poll(&waker).is_pending());
    // Only the leaf has one.
    assert_eq!(Arc::strong_count(&count), before - 1);
    assert!(task.entry().is_spared);
}

#[test]
fn a_slot_does_not_spare_its_next_task() {
    let task = Task::new(leaf());
    task.handle.spare();
    let id = task.id();
    drop(task);
    // The free list of a thread gives the last one first.
    let next = Task::new(leaf());
    assert!(next.id() != id && !next.entry().is_spared);
}

#[test]
fn two_leaves_are_seen_twice() {
    let inquiry = inquire();
    let (_, waker) = counter();
    let (mut one, mut two) = (Box::pin(leaf()), Box::pin(leaf()));
    let mut task = Task::new(poll_fn(move |context| {
        let _ = one.as_mut().poll(context).is_pending() | two.as_mut().poll(context).is_pending();
        Poll::<()>::Pending
    }));
    let asked = asked(&inquiry, task.id());
    assert!(task.poll(&waker).is_pending());
    let answer = asked.answer().unwrap();
    assert_eq!(answer.rounds(), 2);
    assert_eq!(kinds(&answer, 0), [Kind::Waits; 2]);
    assert_eq!(kinds(&answer, 1), [Kind::Waits; 2]);
    assert_eq!(task.entry().polls, 1, "it is one poll of the executor's");
}

#[test]
fn a_leaf_that_was_passed_is_not_in_the_second_round() {
    let inquiry = inquire();
    let (_, waker) = counter();
    let (mut polls, mut last) = (0, Box::pin(leaf()));
    let mut task = Task::new(poll_fn(move |context| {
        polls += 1;
        if polls == 1 {
            drop(context.waker().clone());
        }
        last.as_mut().poll(context)
    }));
    let asked = asked(&inquiry, task.id());
    assert!(task.poll(&waker).is_pending());
    let answer = asked.answer().unwrap();
    assert_eq!((kinds(&answer, 0).len(), kinds(&answer, 1).len()), (2, 1));
}

#[test]
fn a_task_that_wakes_itself_says_so_and_is_woken() {
    let inquiry = inquire();
    let (count, waker) = counter();
    let mut task = Task::new(poll_fn(|context: &mut Context<'_>| -> Poll<()> {
        context.waker().wake_by_ref();
        Poll::Pending
    }));
    let asked = asked(&inquiry, task.id());
    assert!(task.poll(&waker).is_pending());
    assert_eq!(kinds(&asked.answer().unwrap(), 0), [Kind::WokeItself]);
    assert_eq!(count.0.load(Ordering::Relaxed), 1);
}

#[test]
fn a_leaf_that_keeps_the_tracing_waker_wakes_the_executor_by_it() {
    let inquiry = inquire();
    let (count, waker) = counter();
    let kept = Arc::new(std::sync::Mutex::new(None));
    let leaf = Arc::clone(&kept);
    let mut task = Task::new(poll_fn(move |context: &mut Context<'_>| -> Poll<()> {
        *leaf.lock().unwrap() = Some(context.waker().clone());
        Poll::Pending
    }));
    let asked = asked(&inquiry, task.id());
    assert!(task.poll(&waker).is_pending() && asked.has_answered());
    drop((task, inquiry));
    let kept = kept.lock().unwrap().take().unwrap();
    kept.wake_by_ref();
    kept.wake();
    assert_eq!(count.0.load(Ordering::Relaxed), 2);
    drop(waker);
    assert_eq!(Arc::strong_count(&count), 1);
}

#[test]
fn a_clone_on_another_thread_is_no_leaf() {
    let inquiry = inquire();
    let (_, waker) = counter();
    let mut task = Task::new(poll_fn(|context: &mut Context<'_>| -> Poll<()> {
        let waker = context.waker();
        thread::scope(|scope| {
            scope.spawn(|| {
                drop(waker.clone());
                waker.wake_by_ref();
            });
        });
        Poll::Pending
    }));
    let asked = asked(&inquiry, task.id());
    assert!(task.poll(&waker).is_pending());
    let answer = asked.answer().unwrap();
    assert_eq!((answer.rounds(), kinds(&answer, 0).len()), (1, 0));
}

/// Polls another task, which stays the outer one's own.
fn around(mut inner: Task<impl Future<Output = ()>>) -> impl Future<Output = ()> {
    let mut own = Box::pin(leaf());
    poll_fn(move |context| {
        let _ = inner.poll(context.waker());
        own.as_mut().poll(context)
    })
}

#[test]
fn a_task_within_a_task_is_a_reference_there_and_answers_itself() {
    let inquiry = inquire();
    let (_, waker) = counter();
    let inner = Task::new(leaf());
    let inner_id = inner.id();
    let mut outer = Task::new(around(inner));
    let tasks = inquiry.tasks();
    let find = |id| tasks.iter().find(|asked| asked.id() == id).unwrap();
    assert!(outer.poll(&waker).is_pending());
    let answer = find(outer.id()).answer().unwrap();
    assert_eq!(kinds(&answer, 0), [Kind::Task(inner_id), Kind::Waits]);
    assert_eq!(kinds(&answer, 1), [Kind::Task(inner_id), Kind::Waits]);
    assert_eq!(kinds(&find(inner_id).answer().unwrap(), 0), [Kind::Waits]);
    // The real waker is what both have left.
    assert!(find(inner_id).wake() && find(outer.id()).wake());
}

#[test]
fn a_task_within_a_task_is_a_reference_there_if_nobody_asks_it() {
    let inquiry = inquire();
    let (_, waker) = counter();
    let mut outer = Task::new(async {
        let mut inner = Task::new(leaf());
        poll_fn(|context| inner.poll(context.waker())).await;
    });
    let asked = asked(&inquiry, outer.id());
    assert!(outer.poll(&waker).is_pending());
    let answer = asked.answer().unwrap();
    assert!(matches!(kinds(&answer, 0)[..], [Kind::Task(id)] if id > outer.id()));
}

#[test]
fn what_is_blocked_on_inside_a_poll_is_not_what_the_task_waits_for() {
    let inquiry = inquire();
    let (_, waker) = counter();
    let mut task = Task::new(poll_fn(|_: &mut Context<'_>| -> Poll<()> {
        let (_, own) = counter();
        let mut blocked = Box::pin(leaf());
        assert!(blocked.as_mut().poll(&mut Context::from_waker(&own)).is_pending());
        Poll::Pending
    }));
    let asked = asked(&inquiry, task.id());
    assert!(task.poll(&waker).is_pending());
    assert_eq!(kinds(&asked.answer().unwrap(), 0), []);
}

#[test]
fn two_thousand_inquiries_leave_one_waker() {
    let (count, waker) = counter();
    let mut task = Task::new(leaf());
    for _ in 0..if cfg!(miri) { 20 } else { 2_000 } {
        let inquiry = inquire();
        // Only the one: others may come and go in these tests.
        let asked = asked(&inquiry, task.id());
        assert!(task.poll(&waker).is_pending());
        assert!(asked.answer().is_some());
    }
    // From here on nobody else takes it out of the slot.
    let _inquiry = inquire();
    assert!(task.poll(&waker).is_pending());
    // The test's own, its waker, the slot's, and the one behind the tracing waker in the leaf.
    assert_eq!(Arc::strong_count(&count), 4);
    drop((task, waker));
    assert_eq!(Arc::strong_count(&count), 1);
}

#[test]
fn an_answer_that_comes_too_late_is_not_the_next_inquiry_s() {
    let (_, waker) = counter();
    let mut task = Task::new(leaf());
    let inquiry = inquire();
    let late = asked(&inquiry, task.id());
    assert!(task.poll(&waker).is_pending());
    drop(inquiry);
    let inquiry = inquire();
    let next = asked(&inquiry, task.id());
    assert!(!next.has_answered() && next.answer().is_none());
    assert!(late.answer().is_none());
}

#[test]
fn one_inquiry_at_a_time_is_under_way() {
    let first = inquire();
    assert!(Inquiry::begin().is_none());
    drop(first);
    drop(inquire());
}

#[test]
fn a_task_that_is_gone_says_so_also_when_its_slot_is_another_s() {
    let inquiry = inquire();
    let (_, waker) = counter();
    let mut task = Task::new(leaf());
    let asked = asked(&inquiry, task.id());
    assert!(task.poll(&waker).is_pending());
    drop(task);
    let mut heir = Task::new(leaf());
    assert!(heir.poll(&waker).is_pending());
    assert_eq!(asked.state(), None);
    assert!(!asked.wake() && !asked.has_answered() && asked.answer().is_none());
}

#[test]
fn an_executor_that_panics_when_it_is_woken_harms_nobody() {
    struct Panics;
    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            std::panic::panic_any("of the executor");
        }
    }
    let inquiry = inquire();
    let mut task = Task::new(leaf());
    assert!(task.poll(&Waker::from(Arc::new(Panics))).is_pending());
    assert!(!asked(&inquiry, task.id()).wake());
    assert!(task.poll(Waker::noop()).is_pending());
}

#[test]
fn very_many_leaves_are_counted() {
    let inquiry = inquire();
    let (_, waker) = counter();
    let mut task = Task::new(poll_fn(|context: &mut Context<'_>| -> Poll<()> {
        (0..300).for_each(|_| drop(context.waker().clone()));
        Poll::Pending
    }));
    let asked = asked(&inquiry, task.id());
    assert!(task.poll(&waker).is_pending());
    let answer = asked.answer().unwrap();
    assert_eq!((kinds(&answer, 0).len(), kinds(&answer, 1).len()), (256, 256));
    assert_eq!(answer.overflow(), 44);
}

#[test]
fn an_answer_wakes_the_one_who_waits_for_it() {
    let inquiry = inquire();
    let (_, waker) = counter();
    let mut task = Task::new(leaf());
    let asked = asked(&inquiry, task.id());
    let begun = inquiry.answers();
    let executor = thread::spawn(move || {
        assert!(task.poll(&waker).is_pending());
        task
    });
    while !asked.has_answered() {
        inquiry.wait(begun, Duration::from_secs(60));
    }
    assert!(inquiry.answers() > begun);
    drop(executor.join().unwrap());
}
