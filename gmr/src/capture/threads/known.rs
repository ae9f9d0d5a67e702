//! The named stacks of the last report: most threads of the next one stand where they stood.

use super::unwind::Place;
use crate::model::{Frame, Stack};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// So many frames are kept at the most; other stacks are named anew, frame by frame.
const MOST_FRAMES: usize = 64 * 1024;

/// Stacks by their places.
#[derive(Default)]
pub(super) struct KnownStacks(HashMap<Arc<[Place]>, Known>);

/// What is known of a stack, whichever way it ends.
struct Known {
    id: String,
    frames: Arc<[Arc<Frame>]>,
    idle: Option<Cow<'static, str>>,
}

impl KnownStacks {
    /// Of stacks that are named to the end.
    pub(super) fn new(stacks: impl Iterator<Item = (Arc<[Place]>, Stack)>) -> Self {
        let mut left = MOST_FRAMES;
        let fits = |(_, stack): &(_, Stack)| {
            let rest = left.checked_sub(stack.frames.len());
            left = rest.unwrap_or(left);
            rest.is_some()
        };
        let known = |stack: Stack| Known { id: stack.id, frames: stack.frames, idle: stack.idle };
        KnownStacks(stacks.filter(fits).map(|(places, stack)| (places, known(stack))).collect())
    }

    /// Fills in what is known of the stack with these places; whether anything is.
    pub(super) fn fill(&self, places: &[Place], stack: &mut Stack) -> bool {
        let Some(known) = self.0.get(places) else { return false };
        stack.id.clone_from(&known.id);
        stack.frames = Arc::clone(&known.frames);
        stack.idle.clone_from(&known.idle);
        true
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
        let known = KnownStacks::new([(places(1), stack.clone())].into_iter());
        let cut = StackEnd::Truncated("cut".into());
        let mut found = Stack::new([], cut.clone());
        assert!(known.fill(&places(1), &mut found));
        assert_eq!(found, Stack { end: cut, ..stack });
        assert!(!known.fill(&places(2), &mut found));
    }

    #[test]
    fn no_more_frames_are_kept_than_the_bound() {
        let stack = |frames| Stack::new(vec![Frame::new(1); frames], StackEnd::Root);
        let list = [(places(1), stack(MOST_FRAMES)), (places(2), stack(1)), (places(3), stack(0))];
        let known = KnownStacks::new(list.into_iter());
        let mut found = stack(0);
        let is_known = [1, 2, 3].map(|address| known.fill(&places(address), &mut found));
        assert_eq!(is_known, [true, false, true]);
    }
}
