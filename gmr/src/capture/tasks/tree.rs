//! Several stacks of one task as one tree: what they have in common is shown once.

use crate::model::{Branch, BranchEnd, Frame};
use std::sync::Arc;

/// Where the calls of one stack lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum End {
    /// To something that waits for its waker.
    Waits,
    /// To something that woke the task at once.
    WokeItself,
    /// To another tracked task, of which this is the number among those that the task polls.
    Task(usize),
    /// To futures that were not polled, because nobody had woken them.
    Unpolled,
}

/// What is said of futures behind a container that polls only those which were woken.
const UNPOLLED: &str = "its children are polled only when they are woken: those wrapped with \
                        .traced() are tasks of their own, others are not traced";

/// What is behind a frame, in the order in which it was first seen.
#[derive(Default)]
struct Node(Vec<Next>);

enum Next {
    Call(Arc<Frame>, Node),
    /// It ends here, so often.
    End(End, u32),
}

/// Stacks as a tree.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) branches: Vec<Branch>,
    /// The numbers of the tasks that are polled, in the order of the branches that lead to them.
    pub(super) tasks: Vec<usize>,
}

/// The tree of these stacks, each outermost first.
pub(super) fn tree<'f>(stacks: impl Iterator<Item = (&'f [Arc<Frame>], End)>) -> Tree {
    let mut root = Node::default();
    for (frames, end) in stacks {
        let mut node = &mut root;
        for frame in frames {
            node = node.call(frame);
        }
        node.end(end);
    }
    let mut tree = Tree::default();
    tree.branches = root.branches(&mut tree.tasks);
    tree
}

impl Node {
    /// What is behind this call; a call that looks alike is the same one.
    fn call(&mut self, frame: &Arc<Frame>) -> &mut Node {
        let is_known = |next: &Next| matches!(next, Next::Call(known, _) if is_same(known, frame));
        let at = self.0.iter().position(is_known).unwrap_or(self.0.len());
        if at == self.0.len() {
            self.0.push(Next::Call(Arc::clone(frame), Node::default()));
        }
        match &mut self.0[at] {
            Next::Call(_, node) => node,
            Next::End(..) => unreachable!("a call was found or added there"),
        }
    }

    /// Several that wait and look alike are counted.
    fn end(&mut self, end: End) {
        let alike = self.0.iter_mut().find_map(|next| match next {
            Next::End(known, times) if *known == end => Some(times),
            _ => None,
        });
        match alike {
            Some(times) => *times += 1,
            None => self.0.push(Next::End(end, 1)),
        }
    }

    fn branches(self, tasks: &mut Vec<usize>) -> Vec<Branch> {
        let branch = |next| match next {
            Next::Call(frame, node) => node.branch(frame, tasks),
            Next::End(end, times) => Branch::new(Vec::new(), said(end, times, tasks)),
        };
        self.0.into_iter().map(branch).collect()
    }

    /// The calls from `first` on, to where they fork or end.
    fn branch(self, first: Arc<Frame>, tasks: &mut Vec<usize>) -> Branch {
        let (mut frames, mut node) = (vec![first], self);
        loop {
            match node.0.pop() {
                Some(Next::Call(frame, behind)) if node.0.is_empty() => {
                    frames.push(frame);
                    node = behind;
                }
                Some(Next::End(end, times)) if node.0.is_empty() => {
                    return Branch::new(frames, said(end, times, tasks));
                }
                last => {
                    node.0.extend(last);
                    return Branch::new(frames, BranchEnd::Fork(node.branches(tasks)));
                }
            }
        }
    }
}

fn said(end: End, times: u32, tasks: &mut Vec<usize>) -> BranchEnd {
    match end {
        End::Waits => BranchEnd::Waits { times },
        End::WokeItself => BranchEnd::WokeItself { times },
        End::Unpolled => BranchEnd::Unknown(UNPOLLED.to_owned()),
        End::Task(number) => {
            tasks.push(number);
            BranchEnd::Task
        }
    }
}

/// Whether two frames look alike: one call may stand at several addresses.
pub(super) fn is_same(a: &Frame, b: &Frame) -> bool {
    let is_at_same = (&a.file, a.line, a.column) == (&b.file, b.line, b.column);
    match (&a.function, &b.function) {
        (None, None) => (&a.module, a.offset, a.address) == (&b.module, b.offset, b.address),
        // Without a line, only the address tells one await of a function from another.
        _ if a.line.is_none() => a.function == b.function && a.offset == b.offset && is_at_same,
        _ => a.function == b.function && is_at_same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(line: u32) -> Arc<Frame> {
        let mut frame = Frame::new(u64::from(line) << 8 | 1);
        (frame.function, frame.line) = (Some("f".into()), Some(line));
        Arc::new(frame)
    }

    fn frames(lines: &[u32]) -> Vec<Arc<Frame>> {
        lines.iter().map(|line| frame(*line)).collect()
    }

    fn of(stacks: &[(&[u32], End)]) -> Tree {
        let stacks: Vec<_> = stacks.iter().map(|(lines, end)| (frames(lines), *end)).collect();
        tree(stacks.iter().map(|(frames, end)| (&frames[..], *end)))
    }

    fn branch(lines: &[u32], end: BranchEnd) -> Branch {
        Branch::new(frames(lines), end)
    }

    const WAITS: BranchEnd = BranchEnd::Waits { times: 1 };

    #[test]
    fn what_stacks_have_in_common_is_shown_once_in_the_order_of_the_first() {
        let stacks: [(&[u32], End); 4] = [
            (&[1, 2, 9], End::Waits),
            (&[1, 2, 3, 4], End::Waits),
            (&[1, 2, 9], End::Waits),
            (&[1, 2, 3, 5], End::WokeItself),
        ];
        let inner = vec![branch(&[4], WAITS), branch(&[5], BranchEnd::WokeItself { times: 1 })];
        let twice = branch(&[9], BranchEnd::Waits { times: 2 });
        let fork = BranchEnd::Fork(vec![twice, branch(&[3], BranchEnd::Fork(inner))]);
        assert_eq!(of(&stacks).branches, [branch(&[1, 2], fork)]);
    }

    #[test]
    fn a_stack_that_goes_on_where_another_ends_forks_there() {
        let stacks: [(&[u32], End); 2] = [(&[1], End::Waits), (&[1, 2], End::Waits)];
        let fork = BranchEnd::Fork(vec![branch(&[], WAITS), branch(&[2], WAITS)]);
        assert_eq!(of(&stacks).branches, [branch(&[1], fork)]);
    }

    #[test]
    fn stacks_that_begin_apart_are_branches_of_their_own() {
        let stacks: [(&[u32], End); 2] = [(&[1], End::Waits), (&[2], End::Waits)];
        assert_eq!(of(&stacks).branches, [branch(&[1], WAITS), branch(&[2], WAITS)]);
        assert_eq!(of(&[(&[], End::Waits)]).branches, [branch(&[], WAITS)]);
        assert!(of(&[]).branches.is_empty());
    }

    #[test]
    fn tasks_are_numbered_as_the_branches_lead_to_them() {
        let stacks: [(&[u32], End); 4] = [
            (&[1, 2], End::Task(0)),
            (&[1, 3], End::Task(1)),
            (&[1, 2], End::Task(2)),
            (&[1, 2], End::Unpolled),
        ];
        let found = of(&stacks);
        assert_eq!(found.tasks, [0, 2, 1]);
        let unpolled = BranchEnd::Unknown(UNPOLLED.into());
        let ends = [BranchEnd::Task, BranchEnd::Task, unpolled].map(|end| branch(&[], end));
        let fork = vec![branch(&[2], BranchEnd::Fork(ends.into())), branch(&[3], BranchEnd::Task)];
        assert_eq!(found.branches, [branch(&[1], BranchEnd::Fork(fork))]);
    }

    #[test]
    fn one_call_at_two_addresses_is_one_call() {
        let mut other = Frame::clone(&frame(1));
        other.address = 7;
        assert!(is_same(&frame(1), &other));
        other.line = Some(2);
        assert!(!is_same(&frame(1), &other));
        assert!(
            !is_same(&Frame::new(1), &Frame::new(2)) && is_same(&Frame::new(1), &Frame::new(1))
        );
    }
}
