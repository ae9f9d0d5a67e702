//! From asking to what a report shows.

use super::inquiry::{self, Told};
use super::list::Moment;
use super::memory::{Known, Memory};
use super::sights::{Heard, Sights};
use super::traces::{Found, Traces, traces};
use super::wakes::wakes;
use super::{flaw, list};
use crate::capture::Capture;
use crate::model::{Stack, Task, TaskState, Tasks, Trace};
use crate::sys::task::{Entry, State};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// So long tasks are asked at the most; of a shorter time, half of it.
const ASKING: Duration = Duration::from_secs(2);

/// The tasks, each with its trace as far as it can be had by `deadline`.
///
/// `keep` gets the tasks without traces before names are looked for, which may take long.
pub(crate) fn traced(
    capture: &mut Capture,
    deadline: Instant,
    keep: &mut dyn FnMut(Tasks),
) -> Tasks {
    let begin = Instant::now();
    let before = list::moments();
    if before.is_empty() {
        return Tasks::default();
    }
    let memory = std::mem::take(&mut capture.tasks);
    let mut copies = capture.copies();
    let mut sights = Sights::default();
    let until = begin + ASKING.min(deadline.saturating_duration_since(begin) / 2);
    let Some((told, unwind)) = inquiry::ask(&mut copies, &mut sights, &before, &memory, until)
    else {
        drop(copies);
        capture.tasks = memory;
        return super::untraced(Some("another report asks them"));
    };
    let after = Assembly { begin, before, told, entries: list::live() };
    let asked = Instant::now();
    let (mut stacks, mut short) = copies.remembered(asked);
    if short > 0 {
        keep(after.early());
        (stacks, short) = copies.named(deadline);
    }
    let mut all = Traces::default();
    let found = traces(&stacks, &sights.list, |path| copies.build_id(path), &mut all);
    let (mut tasks, memory) = after.tasks(&found, &stacks, &mut all, &memory);
    drop(copies);
    capture.tasks = memory;
    if short > 0 {
        tasks.notes.push(format!("time was up: {short} addresses are without lines"));
    }
    tasks.traces = all.list;
    tasks.timing.collect = asked - begin;
    tasks.timing.unwind = unwind;
    tasks.timing.symbolize = asked.elapsed();
    tasks
}

/// All that is known of the tasks but their traces.
struct Assembly {
    begin: Instant,
    before: Vec<Moment>,
    told: Vec<Told>,
    entries: Vec<Entry>,
}

impl Assembly {
    /// The tasks without traces.
    fn early(&self) -> Tasks {
        let tasks = self.entries.iter().map(list::shown).collect();
        let notes = vec!["time was up before their traces had names".to_owned()];
        Tasks { tasks, notes, ..Tasks::default() }
    }

    /// The tasks with their traces, and what the next report is to know.
    fn tasks(
        mut self,
        found: &[Found],
        stacks: &[Stack],
        all: &mut Traces,
        memory: &Memory,
    ) -> (Tasks, Memory) {
        let mut tasks = Tasks::default();
        let wakes = wakes(&self.told, &self.entries, found);
        let shared = all.list.iter().cloned().map(Arc::new).collect();
        let mut telling = Telling {
            found,
            stacks,
            all,
            shared,
            memory,
            next: Memory::default(),
            begin: self.begin,
        };
        let entries = std::mem::take(&mut self.entries);
        tasks.tasks.reserve_exact(entries.len());
        let (mut before, mut told) =
            (self.before.iter().peekable(), self.told.iter_mut().zip(wakes).peekable());
        for entry in &entries {
            // All of them are in the order of their ids.
            while before.next_if(|before| before.id < entry.id).is_some() {}
            while told.next_if(|(told, _)| told.id < entry.id).is_some() {}
            let before = before.next_if(|before| before.id == entry.id);
            let told = told.next_if(|(told, _)| told.id == entry.id);
            let (told, wakes) = told.map_or((None, 0), |(told, wakes)| (Some(told), wakes));
            tasks.tasks.push(telling.task(One { entry, before, told, wakes }));
        }
        (tasks, telling.next)
    }
}

/// What is known of one task.
struct One<'a> {
    entry: &'a Entry,
    before: Option<&'a Moment>,
    told: Option<&'a mut Told>,
    /// How often it may have been polled for this report.
    wakes: u64,
}

/// What is known of all of them.
struct Telling<'a> {
    found: &'a [Found],
    stacks: &'a [Stack],
    all: &'a mut Traces,
    /// The traces of this report, shared by all tasks that have them.
    shared: Vec<Arc<Trace>>,
    memory: &'a Memory,
    next: Memory,
    begin: Instant,
}

impl Telling<'_> {
    fn task(&mut self, mut one: One<'_>) -> Task {
        let mut task = list::shown(one.entry);
        let waits_since = self.waits_since(&one);
        if let TaskState::Idle { since } = &mut task.state {
            *since = self.begin.saturating_duration_since(waits_since);
        }
        match one.told.as_mut().and_then(|told| told.heard.take()) {
            Some(heard) => self.fill(&mut task, heard, waits_since),
            None => self.fill_with_last(&mut task, &one),
        }
        task
    }

    /// Fills in what it answered.
    fn fill(&mut self, task: &mut Task, heard: Heard, waits_since: Instant) {
        let Some(found) = self.found.get(heard.sight) else { return };
        if heard.unlike.is_some_and(|polls| !polls.look_alike(self.stacks)) {
            task.flaw = Some(flaw::UNSTEADY.to_owned());
        }
        let awaits = found.tasks.iter().filter_map(|at| heard.awaits.get(*at).copied());
        task.awaits = awaits.collect();
        task.trace = found.trace;
        let Some(trace) = task.trace.and_then(|trace| self.shared.get(trace)) else {
            task.flaw = Some(flaw::NO_WAKER.to_owned());
            return;
        };
        let (trace, awaits) = (Arc::clone(trace), task.awaits.as_slice().into());
        let (taken, polls) = (self.begin, task.polls);
        self.next.add(task.id, Known { trace, awaits, taken, polls, waits_since });
    }

    /// Fills in what is left of an earlier report, and why there is no more.
    fn fill_with_last(&mut self, task: &mut Task, one: &One<'_>) {
        task.flaw = flaw::reason(one.entry, one.told.as_deref());
        if one.entry.state == State::Idle && !one.entry.is_spared {
            self.next.add_late(task.id, task.polls);
        }
        if let Some(known) = self.memory.known(task.id) {
            task.trace = Some(self.all.add(Trace::clone(&known.trace)));
            task.awaits = known.awaits.to_vec();
            let ago = self.begin.saturating_duration_since(known.taken);
            task.flaw = Some(flaw::with_last(task.flaw.take(), ago));
            self.next.add(task.id, known.clone());
        }
    }

    /// Since when it waits, if it does.
    fn waits_since(&self, one: &One<'_>) -> Instant {
        match one.before {
            // No poll but those for this report.
            Some(before) if one.entry.polls.saturating_sub(before.polls) <= one.wakes => {
                self.memory.waits_since(before.id, before.polls, self.begin, before.ended)
            }
            // It ended after the report began.
            _ => self.begin,
        }
    }
}
