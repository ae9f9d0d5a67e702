//! The distinct stacks of a report.

use super::address::{AddressHasher, AddressMap};
use super::known::KnownStacks;
use super::modules::Modules;
use super::symbolize::{Symbolizer, without_name};
use super::unwind::{INNERMOST_SHOWN, Place};
use crate::capture::fingerprint::stack_id;
use crate::capture::idle::idle;
use crate::model::{Frame, Gap, Stack, StackEnd};
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Instant;

/// A stack that was walked.
pub(super) struct Places<'p> {
    pub(super) places: &'p [Place],
    /// How many calls are left out behind the first [`INNERMOST_SHOWN`].
    pub(super) left_out: u64,
    pub(super) end: StackEnd,
}

/// A stack that is kept.
struct Kept {
    places: Arc<[Place]>,
    left_out: u64,
    end: StackEnd,
}

/// Stacks, each once.
#[derive(Default)]
pub(super) struct Stacks {
    list: Vec<Kept>,
    /// The numbers of the stacks with a hash.
    by_hash: AddressMap<Vec<usize>>,
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

/// Frames that are not named to the end, of which nothing is remembered from report to report.
type Brief = AddressMap<Arc<Frame>, Place>;

/// Stacks, as far as they could be named.
pub(super) struct Named {
    pub(super) stacks: Vec<Stack>,
    /// Of each, whether its thread is unwinding, if that is remembered.
    pub(super) unwinding: Vec<Option<bool>>,
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
        let mut hasher = AddressHasher::default();
        stack.places.hash(&mut hasher);
        let same = self.by_hash.entry(hasher.finish()).or_default();
        let is_equal = |index: &&usize| {
            let known = self.list.get(**index);
            known.is_some_and(|known| {
                let is_same_end = known.end == stack.end && known.left_out == stack.left_out;
                is_same_end && *known.places == *stack.places
            })
        };
        if let Some(index) = same.iter().find(is_equal) {
            return *index;
        }
        let index = self.list.len();
        same.push(index);
        let Places { places, left_out, end } = stack;
        self.list.push(Kept { places: places.into(), left_out, end });
        index
    }

    /// The stacks with what is remembered, and else with what is found at this depth; from
    /// `deadline` on, with less.
    pub(super) fn named(&self, code: &mut Code<'_>, depth: Depth, deadline: Instant) -> Named {
        let (stacks, unwinding) = (Vec::with_capacity(self.list.len()), Vec::new());
        let mut named = Named { stacks, unwinding, short: 0 };
        let mut brief = Brief::default();
        for Kept { places, left_out, end } in &self.list {
            let mut stack = Stack::new([], end.clone());
            let is_unwinding = code.symbolizer.known.fill(places, &mut stack);
            if is_unwinding.is_none() {
                let short = code.name(places, &mut stack, &mut brief, depth, deadline);
                named.short += short;
            }
            named.unwinding.push(is_unwinding);
            stack.gap = gap(&stack.frames, *left_out);
            named.stacks.push(stack);
        }
        named
    }

    /// The places of the stack with this number, and how many are left out, if it ends where the
    /// thread began.
    pub(super) fn whole(&self, index: usize) -> Option<(Arc<[Place]>, u64)> {
        let kept = self.list.get(index).filter(|kept| kept.end == StackEnd::Root)?;
        Some((Arc::clone(&kept.places), kept.left_out))
    }

    /// Keeps the stacks that are named to the end, and whether their threads are unwinding.
    pub(super) fn remember(self, stacks: &[Stack], unwinding: &[bool]) -> KnownStacks {
        let all = self.list.into_iter().zip(stacks).zip(unwinding);
        let named = all.filter(|((_, stack), _)| !stack.id.is_empty());
        KnownStacks::new(named.map(|((kept, stack), is)| (kept.places, stack.clone(), *is)))
    }
}

/// Calls are left out behind the innermost ones, each of which may be several frames.
fn gap(frames: &[Arc<Frame>], left_out: u64) -> Option<Gap> {
    let mut ends = frames.iter().enumerate().filter(|(_, frame)| !frame.inlined);
    let (last, _) = ends.nth(INNERMOST_SHOWN - 1).filter(|_| left_out > 0)?;
    Some(Gap { at: last + 1, left_out })
}

impl Code<'_> {
    /// Names the frames of a stack; how many addresses have less than they could. One that has
    /// all gets an id.
    fn name(
        &mut self,
        places: &[Place],
        stack: &mut Stack,
        brief: &mut Brief,
        depth: Depth,
        deadline: Instant,
    ) -> usize {
        let mut frames: Vec<Arc<Frame>> = Vec::with_capacity(places.len() * 2);
        let mut short = 0;
        for &place in places {
            if self.symbolizer.remembered(self.modules, place, &mut frames) {
                continue;
            }
            let in_time = depth != Depth::Offsets && Instant::now() < deadline;
            if depth == Depth::Lines && in_time {
                self.symbolizer.name(self.modules, place, &mut frames);
                continue;
            }
            let frame = brief.entry(place).or_insert_with(|| match depth {
                Depth::Functions if in_time => self.symbolizer.function(self.modules, place).into(),
                // Before the lines, functions were looked for: what that opened is open.
                Depth::Lines => self.symbolizer.quick(self.modules, place).into(),
                _ => without_name(self.modules, place).into(),
            });
            frames.push(Arc::clone(frame));
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
