//! What is kept between reports, and given back.

use super::*;
use crate::sys::snapshot::objects::Kind;
use std::sync::Mutex;

/// A capture that has named a subject's stack, and that stack.
fn after_a_report(subject: &Subject) -> (Capture, Stack) {
    subject.wait_until_asleep();
    let mut capture = Capture::install(None).unwrap();
    let stack = report(&mut capture).stack_of(subject.id).unwrap().clone();
    (capture, stack)
}

#[test]
fn a_stack_that_did_not_change_is_not_named_again() {
    let _turn = turn();
    let subject = Subject::start("known", wait);
    let (mut capture, stack) = after_a_report(&subject);
    let again = report(&mut capture).stack_of(subject.id).unwrap().clone();
    assert!(Arc::ptr_eq(&again.frames, &stack.frames));
    assert_eq!(again, stack);
    subject.stop();
}

#[test]
fn what_was_forgotten_is_found_again() {
    let _turn = turn();
    let subject = Subject::start("forgotten", wait);
    let (mut capture, stack) = after_a_report(&subject);
    capture.forget();
    assert!(!capture.symbolizer.unopened(&capture.modules).is_empty());
    let again = report(&mut capture).stack_of(subject.id).unwrap().clone();
    assert!(!Arc::ptr_eq(&again.frames, &stack.frames));
    assert_eq!(again, stack);
    subject.stop();
}

#[test]
fn large_files_are_dropped_and_what_was_learned_stays() {
    let _turn = turn();
    let subject = Subject::start("large", wait);
    let (mut capture, stack) = after_a_report(&subject);
    let is_open = |capture: &Capture| {
        let unopened = capture.symbolizer.unopened(&capture.modules);
        unopened.iter().all(|module| module.object.kind != Kind::Program)
    };
    let place = Place { address: wait as *const () as u64, is_exact: true };
    capture.symbolizer.name(&capture.modules, place, &mut Vec::new());
    capture.symbolizer.drop_larger_than(u64::MAX);
    assert!(is_open(&capture));
    capture.symbolizer.drop_larger_than(0);
    assert!(!is_open(&capture));
    assert_eq!(capture.stack_of(subject.id, deadline()).as_ref(), Ok(&stack));
    // Nobody needed the file for that.
    assert!(!is_open(&capture));
    subject.stop();
}

#[test]
fn nobody_reads_ahead_when_a_report_is_done_even_if_there_was_no_time_for_it() {
    let _turn = turn();
    let mut capture = Capture::install(None).unwrap();
    capture.threads(Instant::now(), &mut |_| ());
    assert!(capture.reading.is_none());
    let nothing = Stacks::default();
    capture.reading = capture.read_ahead();
    capture.name(nothing, &mut Threads::default(), deadline(), &mut |_| ());
    assert!(capture.reading.is_none());
}

#[test]
fn prewarming_opens_every_file_and_keeps_large_ones() {
    let _turn = turn();
    let subject = Subject::start("warm", wait);
    subject.wait_until_asleep();
    let capture = Mutex::new(Capture::install(None).unwrap());
    Capture::prewarm(&capture, &|| assert!(capture.try_lock().is_ok()));
    let mut capture = capture.into_inner().unwrap();
    assert!(capture.symbolizer.unopened(&capture.modules).is_empty());
    capture.symbolizer.drop_larger_than(0);
    assert!(capture.symbolizer.unopened(&capture.modules).is_empty());
    let stack = report(&mut capture).stack_of(subject.id).unwrap().clone();
    assert!(functions(&stack).iter().any(|function| function.ends_with("tests::wait")));
    subject.stop();
}
