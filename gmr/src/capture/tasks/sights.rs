//! What tasks answered, each distinct answer once.

use super::rounds::{Round, Unlike};
use crate::capture::Copies;
use crate::sys::task::{Answer, Flaw, Kind};
use std::collections::HashMap;

/// Where a task waits, or polls another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Spot {
    /// The number of the stack, or why there is none.
    pub(super) stack: Result<usize, &'static str>,
    pub(super) leads_to: Leads,
}

/// What a stack leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Leads {
    /// Something that waits for its waker.
    Waiting,
    /// Something that woke the task.
    Itself,
    /// Another task.
    Task,
}

/// What many tasks may have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Sight {
    /// In the order in which the task came to them.
    pub(super) spots: Box<[Spot]>,
    /// Whether there were more.
    pub(super) is_cut: bool,
}

/// What one task answered.
#[derive(Debug)]
pub(super) struct Heard {
    /// The number of its sight.
    pub(super) sight: usize,
    /// The ids of the tasks that it polls, in the order of its spots.
    pub(super) awaits: Vec<u64>,
    /// Its polls, if they did not see the same: it went on between them, or waits for something
    /// else each time.
    pub(super) unlike: Option<Unlike>,
}

/// Sights by their numbers.
#[derive(Debug, Default)]
pub(super) struct Sights {
    pub(super) list: Vec<Sight>,
    numbers: HashMap<Sight, usize>,
}

impl Sights {
    /// Walks the stacks of an answer; the last of its rounds counts.
    pub(super) fn add(&mut self, copies: &mut Copies<'_>, answer: &Answer) -> Heard {
        let last = walk(copies, answer, answer.rounds().saturating_sub(1));
        let first = (answer.rounds() > 1).then(|| walk(copies, answer, 0));
        let unlike = first.and_then(|first| Unlike::of(first, &last));
        let to_task = last.iter().filter(|(spot, _)| spot.leads_to == Leads::Task);
        let awaits = to_task.map(|(_, id)| *id).collect();
        let spots = last.iter().map(|(spot, _)| *spot).collect();
        let sight = Sight { spots, is_cut: answer.overflow() > 0 };
        let number = match self.numbers.get(&sight) {
            Some(number) => *number,
            None => {
                self.list.push(sight.clone());
                self.numbers.insert(sight, self.list.len() - 1);
                self.list.len() - 1
            }
        };
        Heard { sight: number, awaits, unlike }
    }
}

fn walk(copies: &mut Copies<'_>, answer: &Answer, round: usize) -> Round {
    let spot = |(record, copy): (&crate::sys::task::Record, _)| {
        let stack = match record.flaw {
            None => Ok(copies.add(&copy)),
            Some(flaw) => Err(reason(flaw)),
        };
        let (leads_to, id) = match record.kind {
            Kind::Waits => (Leads::Waiting, 0),
            Kind::WokeItself => (Leads::Itself, 0),
            Kind::Task(id) => (Leads::Task, id),
        };
        (Spot { stack, leads_to }, id)
    };
    answer.records(round).map(spot).collect()
}

fn reason(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Elsewhere => "its poll went on on another stack, or on a very deep one",
        Flaw::Unreadable => "a part of its stack could not be read",
        Flaw::NoRoom => "its stacks are too many to be copied",
        Flaw::Unsupported => "its stack cannot be copied on this machine",
    }
}
