use super::*;
use crate::sys::snapshot::testing;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Stops the threads that spin, also if the test fails.
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[inline(never)]
fn spin(spinning: &AtomicU64, stop: &AtomicBool) {
    spinning.fetch_add(1, Ordering::Relaxed);
    while !stop.load(Ordering::Relaxed) {
        std::hint::spin_loop();
    }
}

#[test]
fn the_list_begins_with_main_and_goes_by_id() {
    let _turn = turn();
    let mut capture = Capture::install(None).unwrap();
    let me = task::thread_id();
    let threads = report(&mut capture);
    assert_eq!(threads.threads[0].id, u64::from(std::process::id()));
    assert!(threads.threads[1..].is_sorted_by_key(|thread| thread.id));

    let name = "the_list_begins_with_main_and_goes_by_id";
    positions(threads.stack_of(me).unwrap(), &[name]);
}

#[test]
fn sixty_four_spinning_threads_all_answer() {
    /// On a machine that has other work, a round may end before each has had a processor.
    const ROUNDS: usize = 20;
    let _turn = turn();
    let stop = StopOnDrop(Arc::default());
    let spinning = Arc::new(AtomicU64::new(0));
    let start = |index: usize| {
        let (spinning, stop) = (Arc::clone(&spinning), Arc::clone(&stop.0));
        Subject::start(&format!("spin {index}"), move |_| spin(&spinning, &stop))
    };
    // An emulator leaves the reporter too little of the processors.
    let crowd = if testing::skip_emulated("64 threads are too many; 4 are asked") { 4 } else { 64 };
    let subjects: Vec<Subject> = (0..crowd).map(start).collect();
    while spinning.load(Ordering::Relaxed) < crowd as u64 {
        thread::yield_now();
    }
    let mut capture = Capture::install(None).unwrap();
    let mut missing = Vec::new();
    for _ in 0..ROUNDS {
        let threads = report(&mut capture);
        missing.clear();
        for subject in &subjects {
            match threads.stack_of(subject.id) {
                Some(stack) => {
                    assert_eq!(stack.end, StackEnd::Root);
                    positions(stack, &["crowd::spin"]);
                }
                None => missing.push(thread_of(&threads, subject.id).clone()),
            }
        }
        if missing.is_empty() {
            break;
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
    drop(stop);
    subjects.into_iter().for_each(Subject::stop);
}

#[test]
fn a_call_through_a_register_is_no_proof_of_a_caller() {
    let _turn = turn();
    let mut capture = Capture::install(None).unwrap();
    for by_name in [true, false] {
        let stop = StopOnDrop(Arc::default());
        let is_there = Arc::new(AtomicBool::new(false));
        let (there, stopped) = (Arc::clone(&is_there), Arc::clone(&stop.0));
        let run = move |_: &Receiver<()>| testing::spin_bare(by_name, &there, &stopped);
        let subject = Subject::start("bare", run);
        while !is_there.load(Ordering::Acquire) {
            thread::yield_now();
        }
        let stack = capture.stack_of(subject.id, deadline()).unwrap();
        if by_name {
            assert_eq!(stack.end, StackEnd::Root, "{:?}", functions(&stack));
            positions(&stack, &["::spin_bare"]);
        } else {
            let StackEnd::Truncated(reason) = &stack.end else { panic!("{stack:?}") };
            assert!(reason.contains("has no unwind table"), "{reason}");
            assert_eq!(stack.frames.len(), 1, "{:?}", functions(&stack));
        }
        drop(stop);
        subject.stop();
    }
}

#[test]
fn threads_that_wait_alike_share_a_stack() {
    let _turn = turn();

    let subjects: Vec<Subject> = (0..8).map(|_| Subject::start("alike", wait)).collect();
    subjects.iter().for_each(Subject::wait_until_asleep);
    let threads = report(&mut Capture::install(None).unwrap());
    let stack = |subject: &Subject| thread_of(&threads, subject.id).stack.clone().unwrap();
    assert!(subjects.iter().all(|subject| stack(subject) == stack(&subjects[0])));
    subjects.into_iter().for_each(Subject::stop);
}

#[test]
fn both_ends_of_a_deep_recursion_are_shown() {
    let _turn = turn();
    let subject = Subject::start_with_stack("deep", 256 << 20, |stopped| {
        assert_eq!(deep(30_000, stopped), 30_000);
    });
    let mut capture = Capture::install(None).unwrap();
    let stack = stack_once_in(&mut capture, subject.id, "::recv");
    let gap = stack.gap.expect("not all of it is shown");
    assert!((29_500..30_000).contains(&gap.left_out), "{gap:?}");
    let (inner, outer) = stack.frames.split_at(gap.at);
    let calls = |frames: &[Arc<Frame>]| frames.iter().filter(|frame| !frame.inlined).count();
    assert_eq!((calls(inner), calls(outer)), (400, 100));
    let begins =
        |frame: &Arc<Frame>| frame.function.as_deref().is_some_and(|f| f.contains("both_ends"));
    assert!(outer.iter().any(begins), "{outer:?}");
    assert_eq!(stack.end, StackEnd::Root);
    subject.stop();
}

/// Threads come and go, and call into the kernel without pause.
#[test]
fn the_process_does_not_notice_many_reports() {
    let _turn = turn();
    let stop = StopOnDrop(Arc::default());
    let work = Arc::new(AtomicU64::new(0));
    let start = |_| {
        let (stop, work) = (Arc::clone(&stop.0), Arc::clone(&work));
        Subject::start("churn", move |_| {
            while !stop.load(Ordering::Relaxed) {
                let short = thread::spawn(|| vec![1_u8; 4096].into_iter().map(u64::from).sum());
                let sum: u64 = short.join().unwrap();
                work.fetch_add(sum, Ordering::Relaxed);
            }
        })
    };
    let subjects: Vec<Subject> = (0..4).map(start).collect();
    let mut capture = Capture::install(None).unwrap();
    for _ in 0..100 {
        let threads = report(&mut capture);
        for thread in &threads.threads {
            if let Err(reason) = &thread.stack {
                // A thread blocks all signals while it starts or ends, for long on a busy machine.
                let expected = ["ended", "cannot be inter", "blocks the signal"];
                assert!(expected.iter().any(|word| reason.contains(word)), "{thread:?}");
            }
        }
    }
    drop(stop);
    subjects.into_iter().for_each(Subject::stop);
    let work = work.load(Ordering::Relaxed);
    assert!(work > 0 && work.is_multiple_of(4096));
}
