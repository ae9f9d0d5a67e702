//! Copies the stack of every thread, walks the copies, and names what is found.

mod address;
mod ahead;
mod asking;
mod copies;
mod counting;
mod doubt;
mod facts;
mod known;
mod listing;
mod memory;
mod modules;
mod naming;
mod own;
mod passive;
mod readiness;
mod reading;
mod regions;
mod rested;
mod stacks;
mod symbolize;
mod taking;
mod together;
mod unwind;

pub(crate) use copies::Copies;
#[cfg(fuzzing)]
pub(crate) use unwind::fuzz;

use super::CaptureMode;
use super::proc::{CallState, Tasks};
use super::tasks::Memory;
use crate::error::Error;
use crate::model::{Stack, Threads};
use crate::sys::snapshot::Mailbox;
use asking::Asker;
use counting::Counting;
use facts::Facts;
use modules::Modules;
use reading::Reading;
use rested::Rested;
use stacks::Stacks;
use std::sync::Arc;
use std::time::Instant;
use symbolize::Symbolizer;
use unwind::Unwinder;

/// Captures the threads of this process; keeps what it learns about code between reports.
pub(crate) struct Capture {
    /// Whether the stacks of sleeping threads are read without asking them.
    reads_sleepers: bool,
    /// Asks the others; or why nobody is asked.
    asker: Result<Asker, String>,
    modules: Modules,
    unwinder: Unwinder,
    symbolizer: Symbolizer,
    /// Of the first report, while its stacks are taken.
    reading: Option<Reading>,
    rested: Rested,
    facts: Facts,
    /// What earlier reports found out about async tasks.
    pub(super) tasks: Memory,
}

impl Capture {
    /// Installs the handler that copies stacks, on `signal` or on a real-time signal that is free,
    /// if `mode` needs it.
    pub(crate) fn open(mode: CaptureMode, signal: Option<i32>) -> Result<Self, Error> {
        let asker = match mode {
            CaptureMode::PassiveOnly => Err("may not be interrupted".to_owned()),
            CaptureMode::PassiveFirst | CaptureMode::SignalOnly => match Mailbox::open(signal) {
                Ok(mailbox) => Ok(Asker::new(mailbox)),
                Err(error) if error.is_setting() || mode == CaptureMode::SignalOnly => {
                    return Err(error);
                }
                Err(error) => Err(format!("could not be asked: {error}")),
            },
        };
        Ok(Capture {
            reads_sleepers: mode != CaptureMode::SignalOnly,
            asker,
            modules: Modules::default(),
            unwinder: Unwinder::default(),
            symbolizer: Symbolizer::default(),
            reading: None,
            rested: Rested::default(),
            facts: Facts::default(),
            tasks: Memory::default(),
        })
    }

    /// The signal that asks a thread for its stack, if threads are asked.
    pub(crate) fn signal(&self) -> Option<i32> {
        self.asker.as_ref().ok().map(Asker::signal)
    }

    /// Every thread and its stack.
    ///
    /// Capturing ends by `deadline`, and so does naming. `keep` gets the threads before their
    /// stacks are taken, and again before those are named, which may take long for a large
    /// program: whoever loses patience has something.
    pub(crate) fn threads(&mut self, deadline: Instant, keep: &mut dyn FnMut(&Threads)) -> Threads {
        let mut threads = Threads::default();
        let tasks = match Tasks::open() {
            Ok(tasks) => Arc::new(tasks),
            Err(error) => {
                threads.notes.push(format!("cannot list the threads: {error}"));
                return threads;
            }
        };
        let begin = Instant::now();
        let ids = listing::ids(&mut threads);
        // Whoever begins to work ahead from now on is not in the list.
        self.reading = self.read_ahead();
        let moments = listing::list(ids, &tasks, &self.rested, &mut threads, deadline);
        let mut counting = Counting::new(&tasks, &mut threads.threads, deadline);
        keep(&threads);
        let ids: Vec<u64> = threads.threads.iter().map(|thread| thread.id).collect();
        let runs = self.facts.last_runs(&tasks, &threads.threads);
        let mut stacks = Stacks::default();
        let mut calls: Vec<Option<CallState>> = vec![None; ids.len()];
        threads.timing = self.take(&tasks, &ids, deadline, &mut |index, taken| {
            if let (Some(thread), Some(call)) =
                (threads.threads.get_mut(index), calls.get_mut(index))
            {
                thread.stack = taken.stack.map(|places| stacks.add(places));
                thread.method = taken.method;
                *call = taken.call;
            }
        });
        threads.timing.capture = begin.elapsed().saturating_sub(threads.timing.unwind);
        if self.modules.any_gone() {
            threads.notes.push("a library was unloaded during the capture".to_owned());
        } else {
            self.rested.remember(&threads.threads, &moments, &calls, &stacks);
        }
        counting.begin(deadline);
        self.name(stacks, &mut threads, deadline, keep);
        counting.finish(&mut threads.threads);
        self.rested.count(&threads.threads);
        self.facts.describe(&mut threads, &calls, &runs, &tasks, deadline);
        threads
    }

    /// Has the program's debug information read by another thread, before the first report.
    fn read_ahead(&mut self) -> Option<Reading> {
        if self.modules.begin() {
            self.forget_code();
        }
        let program = self.modules.program().filter(|_| self.symbolizer.is_fresh())?.clone();
        Reading::begin(program, self.symbolizer.with_libraries())
    }

    /// The stack of one thread, or why there is none.
    pub(crate) fn stack_of(&mut self, thread: u64, deadline: Instant) -> Result<Stack, String> {
        let tasks = Tasks::open().map_err(|error| format!("cannot list the threads: {error}"))?;
        let mut stacks = Stacks::default();
        let mut outcome = Err("was not asked".to_owned());
        self.take(&tasks, &[thread], deadline, &mut |_, taken| {
            outcome = taken.stack.map(|places| stacks.add(places));
        });
        let index = outcome?;
        self.named(&stacks, deadline).into_iter().nth(index).ok_or_else(|| "was not asked".into())
    }
}

#[cfg(test)]
mod tests;
