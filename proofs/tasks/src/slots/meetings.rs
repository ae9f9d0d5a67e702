//! The steps of a task's handle, and those of the reporter, at the same time.

use super::answer::Answer;
use super::slot::{About, Slot};
use super::state::State;
#[cfg(loom)]
use loom::{sync::Arc, thread};
use std::panic::Location;
use std::sync::Arc as Plain;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Wake, Waker};
use std::time::Duration;
#[cfg(not(loom))]
use std::{sync::Arc, thread};

const GENERATION: u32 = 3;
static ABOUT: [About; 2] =
    [About { type_name: || "first", size: 1 }, About { type_name: || "second", size: 2 }];

/// An executor: it knows whether the task is to be polled again.
#[derive(Default)]
struct Executor(AtomicUsize);

impl Wake for Executor {
    fn wake(self: Plain<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn in_all_orders(run: impl Fn() + Send + Sync + 'static) {
    #[cfg(loom)]
    loom::model(run);
    #[cfg(not(loom))]
    run();
}

/// Begins the first life or the second.
fn occupy(slot: &Slot, life: u64) {
    let about = &ABOUT[if life == 1 { 0 } else { 1 }];
    slot.occupy(life, about, Location::caller(), 10 * life, 0);
}

/// `Handle::poll` of a future that waits.
fn poll(slot: &Slot, waker: &Waker) {
    slot.begin_poll(1, 0);
    if slot.is_asked(GENERATION) {
        let answer = Answer { task: slot.id(), _alive: Arc::new(()) };
        drop(slot.answer(Box::new(answer)));
    }
    if !slot.has_waker(waker) {
        drop(slot.set_waker(waker));
    }
    slot.end_poll(State::Idle, 0, 0);
}

/// `Inquiry::tasks` and `Asked::wake`, of the first life.
fn ask(slot: &Slot) {
    let asked = slot.latch.hold_soon().map(|held| {
        let is_first = slot.id() == 1;
        is_first.then(|| (slot.ask(&held, GENERATION), slot.take_waker(&held)))
    });
    if let Some((before, waker)) = asked.flatten() {
        assert!(before.is_none(), "nobody asked before");
        waker.into_iter().for_each(Waker::wake);
    }
}

/// `Asked::answer`.
fn answer(slot: &Slot) -> bool {
    let held = slot.latch.hold_soon().filter(|_| slot.id() == 1);
    let answer = held.and_then(|held| slot.take_answer(&held));
    assert!(answer.as_ref().is_none_or(|answer| answer.task == 1), "the answer is the task's own");
    answer.is_some()
}

#[test]
fn an_answer_is_of_the_task_that_was_asked_whoever_has_its_slot_by_now() {
    in_all_orders(|| {
        let executor = Plain::new(Executor::default());
        let slot = Arc::new(Slot::new());
        occupy(&slot, 1);
        let task = {
            let (slot, waker) = (Arc::clone(&slot), Waker::from(Plain::clone(&executor)));
            thread::spawn(move || {
                poll(&slot, &waker);
                drop(slot.vacate());
                occupy(&slot, 2);
                assert!(!slot.is_asked(GENERATION), "nobody asked the second");
                poll(&slot, &waker);
            })
        };
        ask(&slot);
        answer(&slot);
        task.join().expect("no promise is broken");
        drop(slot.vacate());
        assert_eq!(Plain::strong_count(&executor), 1, "no waker is left behind");
    });
}

#[test]
fn a_waker_that_was_taken_is_replaced_by_the_poll_that_it_led_to() {
    in_all_orders(|| {
        let executor = Plain::new(Executor::default());
        let slot = Arc::new(Slot::new());
        let waker = Waker::from(Plain::clone(&executor));
        occupy(&slot, 1);
        poll(&slot, &waker);
        let reporter = {
            let slot = Arc::clone(&slot);
            thread::spawn(move || ask(&slot))
        };
        // For reasons of its own; it may find the waker in its place, and have it taken then.
        poll(&slot, &waker);
        reporter.join().expect("no promise is broken");
        if executor.0.load(Ordering::Relaxed) > 0 {
            poll(&slot, &waker);
        }
        assert!(slot.has_waker(&waker));
        drop((slot.vacate(), waker));
        assert_eq!(Plain::strong_count(&executor), 1, "no waker is left behind");
    });
}

#[test]
fn a_task_that_is_asked_and_polled_answers() {
    in_all_orders(|| {
        let slot = Arc::new(Slot::new());
        occupy(&slot, 1);
        ask(&slot);
        let task = {
            let slot = Arc::clone(&slot);
            thread::spawn(move || poll(&slot, Waker::noop()))
        };
        let first = answer(&slot);
        task.join().expect("no promise is broken");
        assert_ne!(first, answer(&slot), "once, sooner or later");
        drop(slot.vacate());
    });
}

#[test]
fn what_a_slot_says_is_all_of_one_life() {
    in_all_orders(|| {
        let slot = Arc::new(Slot::new());
        occupy(&slot, 1);
        let task = {
            let slot = Arc::clone(&slot);
            thread::spawn(move || {
                drop(slot.change_texts(|texts| texts.name = Some("first".into())));
                drop(slot.vacate());
                occupy(&slot, 2);
            })
        };
        let held = slot.latch.hold_soon();
        let entry = held.and_then(|held| slot.entry(&held, 0, |_, _| Duration::ZERO));
        if let Some(entry) = entry {
            assert_eq!((entry.about.size as u64, entry.parent), (entry.id, 10 * entry.id));
            assert!(entry.name.is_none() || entry.id == 1);
        }
        task.join().expect("no promise is broken");
        drop(slot.vacate());
    });
}
