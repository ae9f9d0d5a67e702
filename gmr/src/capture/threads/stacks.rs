//! The distinct stacks of a report.

use super::idle::idle;
use super::known::KnownStacks;
use super::modules::Modules;
use super::symbolize::{Symbolizer, without_name};
use super::unwind::Place;
use crate::capture::fingerprint::stack_id;
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

/// What is found out about an address of which nothing is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Its module and its offset there.
    Offsets,
    /// The function, by the symbol table, which is quick.
    Functions,
    /// What is inlined there, and the lines.
    Lines,
}

/// Stacks, as far as they could be named.
pub(super) struct Named {
    pub(super) stacks: Vec<Stack>,
    /// How many addresses have less than they could.
    pub(super) short: usize,
}

/// What is known of code.
pub(super) struct Code<'c> {
    pub(super) modules: &'c Modules,
    pub(super) symbolizer: &'c mut Symbolizer,
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

    /// The stacks with what is remembered, and else with what is found at this depth; from
    /// `deadline` on, with less.
    pub(super) fn named(&self, code: &mut Code<'_>, depth: Depth, deadline: Instant) -> Named {
        let mut named = Named { stacks: Vec::with_capacity(self.list.len()), short: 0 };
        for (places, end) in &self.list {
            let mut stack = Stack::new([], end.clone());
            if !code.symbolizer.known.fill(places, &mut stack) {
                let short = code.name(places, &mut stack, depth, deadline);
                named.short += short;
            }
            named.stacks.push(stack);
        }
        named
    }

    /// Keeps the stacks that are named to the end.
    pub(super) fn remember(self, stacks: &[Stack]) -> KnownStacks {
        let named = self.list.into_iter().zip(stacks).filter(|(_, stack)| !stack.id.is_empty());
        KnownStacks::new(named.map(|((places, _), stack)| (places, stack.clone())))
    }
}

impl Code<'_> {
    /// Names the frames of a stack; how many addresses have less than they could. One that has
    /// all gets an id.
    fn name(
        &mut self,
        places: &[Place],
        stack: &mut Stack,
        depth: Depth,
        deadline: Instant,
    ) -> usize {
        let mut frames: Vec<Frame> = Vec::with_capacity(places.len() * 2);
        let mut short = 0;
        for &place in places {
            if self.symbolizer.remembered(self.modules, place, &mut frames) {
                continue;
            }
            let in_time = depth != Depth::Offsets && Instant::now() < deadline;
            match depth {
                Depth::Lines if in_time => {
                    self.symbolizer.name(self.modules, place, &mut frames);
                    continue;
                }
                Depth::Functions if in_time => {
                    frames.push(self.symbolizer.function(self.modules, place));
                }
                // Before the lines, functions were looked for: what that opened is open.
                Depth::Lines => frames.push(self.symbolizer.quick(self.modules, place)),
                _ => frames.push(without_name(self.modules, place)),
            }
            short += 1;
        }
        if short == 0 {
            let build_id = |path: &str| {
                let module = self.modules.iter().find(|module| *module.about.path == *path)?;
                module.about.build_id.as_deref()
            };
            stack.id = stack_id(&frames, build_id);
            stack.idle = idle(&frames).map(Into::into);
        }
        stack.frames = frames.into();
        short
    }
}
