//! Who is read while it sleeps, and who is asked.

use super::asking::Answers;
use super::modules::Modules;
use super::passive::{Sight, Sleepers};
use super::stacks::Places;
use super::unwind::{Place, Walked};
use super::{Capture, own};
use crate::capture::proc::{CallState, Tasks};
use crate::model::{Method, StackEnd, Timing};
use crate::sys::snapshot::arch::LINK_REGISTER;
use crate::sys::snapshot::task;
use std::ops::Range;
use std::time::Instant;

/// Why a thread is left out that could have been shown.
const LATE: &str = "time was up before its stack was walked";

/// What was taken of a thread.
pub(super) struct Taken<'p> {
    /// Its calls, or why they could not be had.
    pub(super) stack: Result<Places<'p>, String>,
    /// How they were taken, if they were.
    pub(super) method: Option<Method>,
    /// Where the kernel said that it was, before anything was asked of it.
    pub(super) call: Option<CallState>,
}

/// What was seen of all threads while they slept.
#[derive(Default)]
struct Sights {
    list: Vec<(Sight, Range<usize>)>,
    /// Of all of them, one after the other.
    places: Vec<Place>,
}

impl Sights {
    fn call(&self, index: usize) -> Option<CallState> {
        self.list.get(index).and_then(|(sight, _)| sight.call)
    }

    /// The places and the end of a stack of which nothing is missing.
    fn whole(&self, index: usize) -> Option<Places<'_>> {
        let (sight, range) = self.list.get(index).filter(|(sight, _)| sight.is_whole())?;
        let walked = sight.walked.as_ref().ok()?;
        let places = self.places.get(range.clone())?;
        Some(Places { places, left_out: walked.left_out, end: walked.end.clone() })
    }

    fn add(&mut self, sight: Sight, places: &[Place]) {
        let begin = self.places.len();
        // Who is not seen whole is looked at again, or asked.
        if sight.is_whole() {
            self.places.extend_from_slice(places);
        }
        self.list.push((sight, begin..self.places.len()));
    }

    /// Takes back what was walked by the tables of a module that may not have been there.
    fn doubt(&mut self, modules: &Modules, first_new: u32) {
        for (sight, range) in &mut self.list {
            let places = self.places.get(range.clone()).unwrap_or_default();
            let is_old = |place: &Place| {
                let module = modules.find(place.lookup_address());
                module.is_some_and(|module| module.id < first_new)
            };
            if sight.is_whole() && !places.iter().all(is_old) {
                sight.walked = Err("is in a library that was being loaded".to_owned());
            }
        }
    }
}

impl Capture {
    /// Takes the stacks of these threads and hands each to `visit` as places; says how long it
    /// took to walk those that the threads copied themselves.
    pub(super) fn take(
        &mut self,
        tasks: &Tasks,
        ids: &[u64],
        deadline: Instant,
        visit: &mut dyn FnMut(usize, Taken<'_>),
    ) -> Timing {
        let me = task::thread_id();
        // Before, for what is unloaded meanwhile; after, for what is loaded.
        if self.modules.begin() {
            self.forget_code();
        }
        let first_new = self.modules.next_id();
        let mut sights = self.look(tasks, ids, deadline);
        if self.modules.refresh() {
            self.forget_code();
            sights.doubt(&self.modules, first_new);
        }
        let mut others = Vec::new();
        for (index, &id) in ids.iter().enumerate() {
            let call = sights.call(index);
            if id == me {
                let (own, end) = own::places();
                let stack = Ok(Places { places: &own, left_out: 0, end });
                visit(index, Taken { stack, method: Some(Method::Own), call: None });
            } else if let Some(places) = sights.whole(index) {
                visit(index, Taken { stack: Ok(places), method: Some(Method::Passive), call });
            } else {
                others.push((index, id, call));
            }
        }
        let timing = self.ask(tasks, &others, deadline, visit);
        self.unwinder.rest();
        timing
    }

    /// Reads all that sleep; if they are to be asked, only where they do.
    fn look(&mut self, tasks: &Tasks, ids: &[u64], deadline: Instant) -> Sights {
        let me = task::thread_id();
        let mut sights = Sights::default();
        let mut places = Vec::new();
        // What the kernel tells of a thread is too little where calls leave the return address in
        // a register.
        let is_enough = LINK_REGISTER.is_none() || self.asker.is_err();
        let mut sleepers = Sleepers::new(tasks, &self.modules, &mut self.unwinder);
        for &id in ids {
            if id == me || Instant::now() >= deadline {
                sights.add(Sight { call: None, walked: Err(LATE.to_owned()) }, &[]);
            } else if !self.reads_sleepers || !is_enough {
                sights.add(sleepers.glance(id), &[]);
            } else if let Some((sight, places)) = self.rested.sight(id) {
                sights.add(sight, places);
            } else {
                sights.add(sleepers.read(id, &mut places), &places);
                if let Some(reading) = &mut self.reading {
                    reading.tell(&places);
                }
            }
        }
        sights
    }

    /// Asks threads for their stacks. Who cannot answer may by now be asleep, and is shown as far
    /// as that can be read.
    fn ask(
        &mut self,
        tasks: &Tasks,
        others: &[(usize, u64, Option<CallState>)],
        deadline: Instant,
        visit: &mut dyn FnMut(usize, Taken<'_>),
    ) -> Timing {
        let ids: Vec<u64> = others.iter().map(|(_, id, _)| *id).collect();
        let answers = match &mut self.asker {
            Ok(_) if ids.is_empty() => return Timing::default(),
            Ok(asker) => asker
                .ask(tasks, &ids, deadline)
                .map_err(|error| format!("could not be asked: {error}")),
            Err(reason) => Err(reason.clone()),
        };
        if self.modules.refresh() {
            // Not `forget_code`: the answers are borrowed from the asker.
            self.unwinder.forget();
            self.symbolizer.retain(&self.modules);
        }
        let (begin, is_asked) = (Instant::now(), answers.is_ok());
        let (mut places, mut silent) = (Vec::new(), Vec::new());
        for (number, &(index, id, call)) in others.iter().enumerate() {
            let answer = answers.as_ref().map_err(String::clone);
            match answer.and_then(|answers: &Answers<'_>| answers.get(number)) {
                _ if Instant::now() >= deadline => visit(index, nothing(call, LATE.to_owned())),
                Ok(copy) => {
                    let walked = self.unwinder.walk(&self.modules, &copy, &mut places);
                    let Walked { end, left_out, .. } = walked;
                    let stack = Ok(Places { places: &places, left_out, end });
                    visit(index, Taken { stack, method: Some(Method::Signal), call });
                }
                Err(reason) if self.reads_sleepers => silent.push((index, id, call, reason)),
                Err(reason) => visit(index, nothing(call, reason)),
            }
        }
        let timing = Timing { unwind: begin.elapsed(), ..Timing::default() };
        let mut sleepers = Sleepers::new(tasks, &self.modules, &mut self.unwinder);
        for (index, id, call, reason) in silent {
            if Instant::now() >= deadline {
                visit(index, nothing(call, reason));
                continue;
            }
            let mut sight = sleepers.read(id, &mut places);
            sight.call = sight.call.or(call);
            visit(index, taken_of_silent(sight, &places, reason, is_asked));
        }
        timing
    }

    /// Forgets what belongs to modules that are gone.
    pub(super) fn forget_code(&mut self) {
        self.unwinder.forget();
        self.symbolizer.retain(&self.modules);
        self.rested.forget();
    }
}

/// What is told of a thread of which no stack could be had.
fn nothing<'p>(call: Option<CallState>, reason: String) -> Taken<'p> {
    Taken { stack: Err(reason), method: None, call }
}

/// What is told of a thread that did not answer, for this reason, or was not asked.
fn taken_of_silent(sight: Sight, places: &[Place], reason: String, is_asked: bool) -> Taken<'_> {
    let Sight { call, walked } = sight;
    let left_out = walked.as_ref().map_or(0, |walked| walked.left_out);
    let end = match walked {
        Ok(Walked { end: StackEnd::Truncated(end), is_whole: false, .. }) => {
            StackEnd::Truncated(format!("{end}, and the thread {reason}"))
        }
        Ok(walked) => walked.end,
        Err(_) if is_asked => return nothing(call, reason),
        Err(why) => return nothing(call, format!("{why}, and {reason}")),
    };
    let stack = Ok(Places { places, left_out, end });
    Taken { stack, method: Some(Method::Passive), call }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_through_a_module_that_is_new_does_not_count() {
        let mut modules = Modules::default();
        modules.refresh();
        let address = a_walk_through_a_module_that_is_new_does_not_count as *const () as u64;
        let places = [Place { address, is_exact: true }];
        let mut sights = Sights::default();
        let walked = Walked { left_out: 0, end: StackEnd::Root, is_whole: true };
        sights.add(Sight { call: None, walked: Ok(walked) }, &places);
        sights.doubt(&modules, modules.next_id());
        assert!(sights.whole(0).is_some_and(|whole| whole.places == places));
        sights.doubt(&modules, 0);
        assert!(sights.whole(0).is_none());
    }
}
