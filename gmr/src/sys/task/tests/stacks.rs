//! The stacks in an answer.

use super::*;
use crate::sys::snapshot::arch::{PROGRAM_COUNTER, REGISTERS, STACK_POINTER};
use crate::sys::snapshot::testing::{in_handler, lone_page};
use crate::sys::task::stack::copying::copy;
use crate::sys::task::stack::record;
use crate::sys::task::{Answer, Flaw};
use std::cell::{Cell, RefCell};

fn answer(inquiry: &Inquiry, future: impl Future<Output = ()>) -> Box<Answer> {
    let (_, waker) = counter();
    let mut task = Task::new(future);
    let asked = asked(inquiry, task.id());
    assert!(task.poll(&waker).is_pending());
    asked.answer().unwrap()
}

#[test]
fn a_stack_is_copied_from_the_leaf_s_clone_up_to_the_frame_of_the_poll() {
    let inquiry = inquire();
    let inside = Cell::new(0);
    let answer = answer(
        &inquiry,
        poll_fn(|context: &mut Context<'_>| {
            let word = 0x5afe_5afe_5afe_u64;
            inside.set((&raw const word) as u64);
            drop(context.waker().clone());
            std::hint::black_box(&word);
            Poll::Pending
        }),
    );
    let (record, copy) = answer.records(0).next().unwrap();
    assert_eq!(record.flaw, None);
    let known = copy.registers[STACK_POINTER];
    assert!(known < inside.get() && known.is_multiple_of(8));
    assert_eq!(copy.word(inside.get()), Some(0x5afe_5afe_5afe));
    assert_eq!(copy.word(inside.get() + 64 * 1024), None);
    assert_eq!(copy.known & 1 << PROGRAM_COUNTER, 1 << PROGRAM_COUNTER);
}

#[test]
fn a_walk_begins_in_the_call_that_took_the_stack_down() {
    let inquiry = inquire();
    let answer = answer(&inquiry, leaf());
    let (_, copy) = answer.records(0).next().unwrap();
    let begin = record as *const () as u64;
    let counter = copy.registers[PROGRAM_COUNTER];
    assert!((begin..begin + 4096).contains(&counter), "{counter:#x} in {begin:#x}");
}

#[test]
fn a_poll_that_goes_on_on_another_stack_has_a_flaw_and_no_stack() {
    thread_local!(static TAKEN: RefCell<Option<Waker>> = const { RefCell::new(None) });
    let inquiry = inquire();
    let answer = answer(
        &inquiry,
        poll_fn(|context: &mut Context<'_>| {
            let waker = context.waker();
            TAKEN.set(Some(waker.clone()));
            // A handler's stack is the other one that every thread has.
            in_handler(true, || TAKEN.with_borrow(|waker| drop(waker.clone())));
            TAKEN.take();
            Poll::Pending
        }),
    );
    let flaws: Vec<_> = answer.places(0).map(|record| record.flaw).collect();
    assert_eq!(flaws, [None, Some(Flaw::Elsewhere)]);
    let (record, copy) = answer.records(0).nth(1).unwrap();
    assert!(record.stack.is_empty() && copy.word(copy.registers[STACK_POINTER]).is_none());
}

#[test]
fn a_stack_with_a_hole_is_not_read_past_it() {
    let page = lone_page();
    let mut registers = [0; REGISTERS];
    registers[STACK_POINTER] = page.start();
    let mut bytes = Vec::with_capacity(1 << 17);
    let mut copy = |to: u64, room: usize| copy(&registers, page.start() + to, &mut bytes, room);
    assert_eq!(copy(4096, 1 << 17), Ok(page.start()), "the page itself");
    assert_eq!(copy(3 * 4096, 1 << 17), Err(Flaw::Unreadable));
    assert_eq!(copy(4096, 4095), Err(Flaw::NoRoom));
    assert_eq!(copy(1 << 18, 1 << 20), Err(Flaw::Elsewhere));
    assert_eq!(bytes.len(), 4096);
}

#[test]
fn a_deep_stack_is_copied_whole() {
    #[inline(never)]
    fn deep(calls: u32, waker: &Waker) -> u64 {
        let room = [u64::from(calls); 64];
        std::hint::black_box(&room);
        if calls == 0 {
            drop(waker.clone());
            return 0;
        }
        deep(calls - 1, waker) + room[7]
    }
    let inquiry = inquire();
    let answer = answer(
        &inquiry,
        poll_fn(|context: &mut Context<'_>| {
            assert_eq!(deep(60, context.waker()), 60 * 61 / 2);
            Poll::Pending
        }),
    );
    let (record, _) = answer.records(0).next().unwrap();
    assert_eq!(record.flaw, None);
    assert!(record.stack.len() > 60 * 64 * 8, "{} bytes", record.stack.len());
}
