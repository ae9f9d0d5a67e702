//! The named stacks of the last report: most threads of the next one stand where they stood.

use super::address::AddressMap;
use super::unwind::Place;
use crate::model::{Frame, Stack};
use std::borrow::Cow;
use std::sync::Arc;

/// So many frames are kept at the most; other stacks are named anew, frame by frame.
const MOST_FRAMES: usize = 256 * 1024;

/// Stacks by their places.
#[derive(Default)]
pub(super) struct KnownStacks(AddressMap<Known, Arc<[Place]>>);

/// What is known of a stack, whichever way it ends.
struct Known {
    id: String,
    frames: Arc<[Arc<Frame>]>,
    idle: Option<Cow<'static, str>>,
    is_unwinding: bool,
}

impl KnownStacks {
    /// Of stacks that are named to the end, each with whether its thread was unwinding.
    pub(super) fn new(stacks: impl Iterator<Item = (Arc<[Place]>, Stack, bool)>) -> Self {
        let mut left = MOST_FRAMES;
        let fits = |(_, stack, _): &(_, Stack, _)| {
            let rest = left.checked_sub(stack.frames.len());
            left = rest.unwrap_or(left);
            rest.is_some()
        };
        let known = |(places, stack, is_unwinding): (_, Stack, _)| {
            let Stack { id, frames, idle, .. } = stack;
            (places, Known { id, frames, idle, is_unwinding })
        };
        KnownStacks(stacks.filter(fits).map(known).collect())
    }

    /// Fills in what is known of the stack with these places; if anything is, says whether its
    /// thread is unwinding.
    pub(super) fn fill(&self, places: &[Place], stack: &mut Stack) -> Option<bool> {
        let known = self.0.get(places)?;
        stack.id.clone_from(&known.id);
        stack.frames = Arc::clone(&known.frames);
        stack.idle.clone_from(&known.idle);
        Some(known.is_unwinding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::StackEnd;

    fn places(address: u64) -> Arc<[Place]> {
        [Place { address, is_exact: true }].into()
    }

    #[test]
    fn a_known_stack_is_the_same_whichever_way_it_ends() {
        let stack = Stack { id: "ab".into(), ..Stack::new([Frame::new(1)], StackEnd::Root) };
        let known = KnownStacks::new([(places(1), stack.clone(), true)].into_iter());
        let cut = StackEnd::Truncated("cut".into());
        let mut found = Stack::new([], cut.clone());
        assert_eq!(known.fill(&places(1), &mut found), Some(true));
        assert_eq!(found, Stack { end: cut, ..stack });
        assert_eq!(known.fill(&places(2), &mut found), None);
    }

    #[test]
    fn no_more_frames_are_kept_than_the_bound() {
        let stack = |frames| Stack::new(vec![Frame::new(1); frames], StackEnd::Root);
        let list = [(1, MOST_FRAMES), (2, 1), (3, 0)];
        let list = list.map(|(address, frames)| (places(address), stack(frames), false));
        let known = KnownStacks::new(list.into_iter());
        let mut found = stack(0);
        let is_known = [1, 2, 3].map(|address| known.fill(&places(address), &mut found).is_some());
        assert_eq!(is_known, [true, false, true]);
    }
}
