//! The distinct stacks of a report.

use super::modules::Modules;
use super::symbolize::{self, Symbolizer};
use super::unwind::Place;
use crate::model::{Frame, Stack, StackEnd};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Instant;

/// A stack that was walked.
pub(super) struct Places<'p> {
    pub(super) places: &'p [Place],
    pub(super) end: StackEnd,
}

/// Stacks, each once.
#[derive(Default)]
pub(super) struct Stacks {
    list: Vec<(Box<[Place]>, StackEnd)>,
    /// The numbers of the stacks with a hash.
    by_hash: HashMap<u64, Vec<usize>>,
}

impl Stacks {
    /// The number of this stack in the list.
    pub(super) fn add(&mut self, stack: Places<'_>) -> usize {
        let mut hasher = DefaultHasher::new();
        stack.places.hash(&mut hasher);
        let same = self.by_hash.entry(hasher.finish()).or_default();
        let is_equal = |index: &&usize| {
            let known = self.list.get(**index);
            known.is_some_and(|(places, end)| **places == *stack.places && *end == stack.end)
        };
        if let Some(index) = same.iter().find(is_equal) {
            return *index;
        }
        let index = self.list.len();
        same.push(index);
        self.list.push((stack.places.into(), stack.end));
        index
    }

    /// The stacks with modules and offsets.
    pub(super) fn without_names(&self, modules: &Modules) -> Vec<Stack> {
        let stack = |(places, end): &(Box<[Place]>, StackEnd)| {
            let frames = places.iter().map(|place| symbolize::without_name(modules, *place));
            Stack::new(frames.collect(), end.clone())
        };
        self.list.iter().map(stack).collect()
    }

    /// The stacks with functions and lines, and how many addresses have none because `deadline`
    /// passed.
    pub(super) fn with_names(
        self,
        modules: &Modules,
        symbolizer: &mut Symbolizer,
        deadline: Instant,
    ) -> (Vec<Stack>, usize) {
        let mut nameless = 0;
        let mut stacks = Vec::with_capacity(self.list.len());
        for (places, end) in self.list {
            let mut frames: Vec<Frame> = Vec::with_capacity(places.len() * 2);
            for place in places {
                if let Some(known) = symbolizer.remembered(modules, place) {
                    frames.extend(known);
                } else if Instant::now() < deadline {
                    frames.extend(symbolizer.name(modules, place));
                } else {
                    nameless += 1;
                    frames.push(symbolize::without_name(modules, place));
                }
            }
            stacks.push(Stack::new(frames, end));
        }
        (stacks, nameless)
    }
}
