#![allow(clippy::unwrap_used, clippy::panic)]

use super::arch::{RED_ZONE, STACK_POINTER};
use super::mailbox::{COPYING, DONE, HEADER, REQUESTED};
use super::memory::Memory;
use super::protocol::ABANDONED;
use super::testing::{self, turn};
use super::{Mailbox, Region, Settled, task};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

#[test]
fn memory_that_is_not_mapped_is_not_read() {
    let value = 0x1234_5678_9abc_def0_u64;
    let mut memory = Memory::default();
    let bytes = memory.read::<8>((&raw const value) as u64);
    assert_eq!(bytes.map(u64::from_ne_bytes), Some(value));
    assert_eq!(memory.read::<8>(0x10), None);
    assert_eq!(memory.read::<8>(u64::MAX - 16), None);
}

#[test]
fn a_slot_that_is_still_copying_is_never_used_again() {
    let _turn = turn();
    let mut mailbox = Mailbox::open(None).unwrap();
    drop(mailbox.begin(2, Vec::new()).unwrap());
    let stuck = mailbox.header();
    let generation = mailbox.generation();
    mailbox.state(1).unwrap().store(generation | COPYING, Ordering::Release);
    let state = mailbox.state(1).unwrap();

    drop(mailbox.begin(2, Vec::new()).unwrap());
    assert!(!std::ptr::eq(stuck, mailbox.header()));
    assert_ne!(mailbox.generation(), generation);
    // The late handler finds its own slot as it left it.
    assert_eq!(state.load(Ordering::Acquire), generation | COPYING);
    state.store(generation | DONE, Ordering::Release);
}

#[test]
fn a_mailbox_that_is_dropped_takes_its_requests_back_and_leaves_the_rest() {
    let _turn = turn();
    let mut mailbox = Mailbox::open(None).unwrap();
    drop(mailbox.begin(2, Vec::new()).unwrap());
    let (generation, states) = (mailbox.generation(), [0, 1].map(|at| mailbox.state(at).unwrap()));
    states[0].store(generation | REQUESTED, Ordering::Release);
    states[1].store(generation | COPYING, Ordering::Release);
    drop(mailbox);
    let states = states.map(|state| state.load(Ordering::Acquire));
    assert_eq!(states, [generation | ABANDONED, generation | COPYING]);
}

#[test]
fn a_slot_that_is_done_is_used_again() {
    let _turn = turn();
    let mut mailbox = Mailbox::open(None).unwrap();
    drop(mailbox.begin(2, Vec::new()).unwrap());
    let header = mailbox.header();
    mailbox.state(1).unwrap().store(mailbox.generation() | DONE, Ordering::Release);
    drop(mailbox.begin(2, Vec::new()).unwrap());
    assert!(std::ptr::eq(header, mailbox.header()));
}

#[test]
fn a_slot_that_nobody_asked_for_settles_as_abandoned() {
    let _turn = turn();
    let mut mailbox = Mailbox::open(None).unwrap();
    let round = mailbox.begin(1, Vec::new()).unwrap();
    round.all_asked();
    assert!(round.wait(Duration::ZERO));
    assert!(!round.is_open(0));
    assert_eq!(round.settle(0, Duration::ZERO), Settled::Abandoned);
    assert!(round.copy(0).is_none());
    assert!(round.ask(1, task::thread_id()).is_err());
}

#[test]
fn memory_is_reserved_by_the_first_round() {
    let _turn = turn();
    let mut mailbox = Mailbox::open(None).unwrap();
    assert!(mailbox.header().pool.is_null() && mailbox.header().stacks.is_null());
    drop(mailbox.begin(1, Vec::new()).unwrap());
    assert!(!mailbox.header().pool.is_null() && !mailbox.header().stacks.is_null());
}

#[test]
fn generations_are_never_shared_between_mailboxes() {
    let _turn = turn();
    let mut one = Mailbox::open(None).unwrap();
    let mut other = Mailbox::open(None).unwrap();
    drop(one.begin(1, Vec::new()).unwrap());
    drop(other.begin(1, Vec::new()).unwrap());
    assert_ne!(one.generation(), other.generation());
    assert_eq!(one.signal(), other.signal());
    assert!(!HEADER.load(Ordering::Acquire).is_null());
}

struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// How handlers copy what may not be mapped.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// By the kernel's call for it, if it is allowed here.
    Best,
    /// From the file of all memory.
    File,
}

/// What is copied of a thread that runs on a page with guards around it, below its own stack, in
/// what the list of mappings shows as one; from the page's start, the first flaw, and whether
/// guards were read, as the file lets.
fn copied_of_a_coroutine(offset: u64, way: Way) -> (Vec<bool>, Option<&'static str>, bool) {
    let is_there = AtomicBool::new(false);
    let may_return = AtomicBool::new(false);
    let page = testing::lone_page();
    let (tell, told) = mpsc::channel();
    let mut mailbox = Mailbox::open(None).unwrap();
    if matches!(way, Way::File) {
        mailbox.can_copy_by_call = false;
    }
    let reads_guards = !mailbox.can_copy_by_call;
    thread::scope(|scope| {
        scope.spawn(|| {
            tell.send((task::thread_id(), testing::thread_pointer())).unwrap();
            testing::spin_on(&page, offset, &is_there, &may_return);
        });
        let (id, pointer) = told.recv().unwrap();
        while !is_there.load(Ordering::Acquire) {
            thread::yield_now();
        }
        // Also if the test fails.
        let _stop = StopOnDrop(&may_return);
        let (start, end) = (page.start() - 4096, pointer + 4096);
        assert!(start < pointer);
        let region = Region { start, end, is_main_stack: false };
        let round = mailbox.begin(1, vec![region]).unwrap();
        round.ask(0, id).unwrap();
        round.all_asked();
        round.wait(Duration::from_secs(60));
        let settled = round.settle(0, Duration::from_secs(60));
        assert_eq!(settled, Settled::Done);
        let copy = round.copy(0).unwrap();
        assert_eq!(copy.registers[STACK_POINTER], page.start() + offset);
        let words = [-8, 0, offset as i64, 4088, 4096];
        let is_copied = |at: i64| copy.word(page.start().wrapping_add_signed(at)).is_some();
        (words.map(is_copied).to_vec(), copy.flaws().reason(), reads_guards)
    })
}

#[test]
fn a_stack_is_copied_up_to_a_guard_page_that_no_list_shows() {
    let _turn = turn();
    for way in [Way::Best, Way::File] {
        let (copied, flaw, guards) = copied_of_a_coroutine(2048, way);
        assert_eq!(copied, [false, false, true, true, guards], "{way:?}");
        assert_eq!(flaw, Some("a part of its stack could not be read"));
    }
}

#[test]
fn a_guard_page_just_below_the_stack_pointer_is_left_out() {
    let _turn = turn();
    for way in [Way::Best, Way::File] {
        let (copied, _, guards) = copied_of_a_coroutine(64, way);
        // Where nothing below the stack pointer is in use, nothing is copied.
        let is_used = RED_ZONE > 0;
        assert_eq!(copied, [guards && is_used, is_used, true, true, guards], "{way:?}");
    }
}
