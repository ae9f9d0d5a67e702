//! Rounds of the reporter against handlers that come whenever they like.

use crate::Unprotected;
use crate::atomic::{AtomicPtr, Ordering};
use crate::handler::{Memory, Signal, on_signal};
use crate::in_all_orders;
use crate::protocol::{ABANDONED, COPYING, DONE};
#[cfg(loom)]
use loom::{sync::Arc, thread};
use std::ptr;
#[cfg(not(loom))]
use std::{sync::Arc, thread};

/// The reporter's end, as `Mailbox` has it.
struct Reporter<const SLOTS: usize> {
    published: Arc<AtomicPtr<Memory<SLOTS>>>,
    /// Every memory that was ever published, the present one last; freed when there are no handlers
    /// any more.
    all: Vec<*mut Memory<SLOTS>>,
    regions: Vec<Unprotected>,
    /// Tables that were left to handlers.
    forgotten: Vec<Vec<Unprotected>>,
    generation: u64,
}

impl<const SLOTS: usize> Reporter<SLOTS> {
    fn new() -> Self {
        let published = Arc::new(AtomicPtr::new(ptr::null_mut()));
        Reporter {
            published,
            all: vec![fresh()],
            regions: Vec::new(),
            forgotten: Vec::new(),
            generation: 0,
        }
    }

    fn memory(&self) -> &Memory<SLOTS> {
        let last = *self.all.last().expect("there is one from the start");
        // SAFETY: freed by `free` only.
        unsafe { &*last }
    }

    /// `Mailbox::prepare`: the old table goes only if no handler is at work.
    fn prepare(&mut self, generation: u64) {
        if !self.retire() {
            self.all.push(fresh());
            self.forgotten.push(std::mem::take(&mut self.regions));
        }
        self.generation = generation << 8;
        // Freed or written to: a handler that still reads the table is found out.
        self.regions.iter().for_each(|region| region.write(0));
        self.regions = vec![Unprotected::default()];
        self.regions.iter().for_each(|region| region.write(self.generation));
        let memory = *self.all.last().expect("there is one from the start");
        // SAFETY: as in `memory`.
        unsafe { (*memory).shared.begin(&mut self.regions, SLOTS) };
        self.published.store(memory, Ordering::Release);
    }

    fn retire(&self) -> bool {
        let memory = self.memory();
        memory.shared.retire(memory.slots.iter().map(|slot| &slot.state), self.generation)
    }

    fn ask(&self, signal: &Signal) {
        let memory = self.memory();
        memory.shared.request(&memory.slots[signal.slot].state, self.generation);
        signal.is_sent.store(true, Ordering::Relaxed);
    }

    /// Settles all slots; how many copies there are.
    fn settle(&self) -> usize {
        let Memory { shared, slots, .. } = self.memory();
        shared.all_asked();
        let settled = slots.iter().map(|slot| {
            let state = shared.settle(&slot.state, self.generation);
            if state == DONE {
                assert_eq!(slot.copy.read(), self.generation, "the copy is that of the round");
            }
            state
        });
        let settled: Vec<u64> = settled.collect();
        assert!(settled.iter().all(|state| [ABANDONED, COPYING, DONE].contains(state)));
        if !settled.contains(&COPYING) {
            assert!(shared.have_all_answered(), "everybody is counted once");
        }
        settled.iter().filter(|state| **state == DONE).count()
    }

    /// When there are no handlers any more.
    fn free(self) {
        for memory in self.all {
            // SAFETY: made by `fresh`, and nobody else is left.
            drop(unsafe { Box::from_raw(memory) });
        }
    }
}

fn fresh<const SLOTS: usize>() -> *mut Memory<SLOTS> {
    Box::into_raw(Box::new(Memory::new()))
}

/// A thread that takes the signal, if it sees one, whenever it likes.
fn handler<const SLOTS: usize>(
    reporter: &Reporter<SLOTS>,
    signal: &Arc<Signal>,
) -> thread::JoinHandle<()> {
    let (published, signal) = (Arc::clone(&reporter.published), Arc::clone(signal));
    thread::spawn(move || on_signal(&published, &signal))
}

#[test]
fn a_late_signal_harms_neither_its_round_nor_the_next() {
    in_all_orders(|| {
        let mut reporter = Reporter::<1>::new();
        let (first, second) = (Arc::new(Signal::new(1, 0)), Arc::new(Signal::new(2, 0)));
        let handlers = [handler(&reporter, &first), handler(&reporter, &second)];
        reporter.prepare(1);
        reporter.ask(&first);
        reporter.settle();
        reporter.prepare(2);
        reporter.ask(&second);
        reporter.settle();
        handlers.into_iter().for_each(|handler| handler.join().expect("no promise is broken"));
        reporter.free();
    });
}

#[test]
fn two_threads_of_a_round_do_not_meet() {
    in_all_orders(|| {
        let mut reporter = Reporter::<2>::new();
        let signals = [Arc::new(Signal::new(1, 0)), Arc::new(Signal::new(1, 1))];
        let handlers = signals.each_ref().map(|signal| handler(&reporter, signal));
        reporter.prepare(1);
        signals.iter().for_each(|signal| reporter.ask(signal));
        reporter.settle();
        handlers.into_iter().for_each(|handler| handler.join().expect("no promise is broken"));
        // Who was at work has ended: all are counted.
        assert!(reporter.retire());
        assert!(reporter.memory().shared.have_all_answered(), "everybody is counted once");
        reporter.free();
    });
}

#[test]
fn a_reporter_that_sleeps_is_woken_by_the_last() {
    in_all_orders(|| {
        let mut reporter = Reporter::<2>::new();
        let signals = [Arc::new(Signal::new(1, 0)), Arc::new(Signal::new(1, 1))];
        reporter.prepare(1);
        signals.iter().for_each(|signal| reporter.ask(signal));
        let handlers = signals.each_ref().map(|signal| handler(&reporter, signal));
        reporter.memory().shared.all_asked();
        let sleeps = reporter.memory().shared.fall_asleep().is_some();
        handlers.into_iter().for_each(|handler| handler.join().expect("no promise is broken"));
        assert!(reporter.memory().shared.have_all_answered(), "both saw the signal");
        assert_eq!(reporter.memory().is_woken.load(Ordering::Relaxed), sleeps);
        reporter.free();
    });
}

/// The model can see what it looks for: an answer is possible at all.
#[test]
fn a_thread_that_comes_in_time_is_copied() {
    in_all_orders(|| {
        let mut reporter = Reporter::<1>::new();
        let signal = Signal::new(1, 0);
        reporter.prepare(1);
        reporter.ask(&signal);
        on_signal(&reporter.published, &signal);
        assert_eq!(reporter.settle(), 1);
        reporter.free();
    });
}
