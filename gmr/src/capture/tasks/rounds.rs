//! Whether two polls of a task saw the same.

use super::cut::cut;
use super::sights::Spot;
use super::tree;
use crate::model::Stack;

/// The spots of one poll, each with the id of the task that it leads to, or 0.
pub(super) type Round = Vec<(Spot, u64)>;

/// Two polls in a row that used wakers at different addresses.
///
/// They may be the same places all the same: `select!` begins with another branch each time, and
/// an optimized program has the code of a branch once for each turn. Names tell, in the end.
#[derive(Debug)]
pub(super) struct Unlike {
    first: Round,
    last: Round,
}

impl Unlike {
    /// Nothing if the polls saw the same, in whichever order and number: a waker that is left twice
    /// at one place is left there.
    pub(super) fn of(first: Round, last: &Round) -> Option<Self> {
        let is_same = first == *last || are_same_set(&first, last, &|a, b| a == b);
        (!is_same).then(|| Unlike { first, last: last.clone() })
    }

    /// Whether the places look alike.
    pub(super) fn look_alike(&self, stacks: &[Stack]) -> bool {
        are_same_set(&self.first, &self.last, &|a, b| {
            let stacks = match (a.0.stack, b.0.stack) {
                (Ok(a), Ok(b)) => a == b || are_alike(stacks.get(a), stacks.get(b)),
                (a, b) => a == b,
            };
            stacks && (a.0.leads_to, a.1) == (b.0.leads_to, b.1)
        })
    }
}

type Same<'a> = &'a dyn Fn(&(Spot, u64), &(Spot, u64)) -> bool;

fn are_same_set(a: &Round, b: &Round, is_same: Same<'_>) -> bool {
    let holds = |all: &Round, one| all.iter().any(|other| is_same(one, other));
    a.iter().all(|one| holds(b, one)) && b.iter().all(|one| holds(a, one))
}

fn are_alike(a: Option<&Stack>, b: Option<&Stack>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    let (a, b) = (cut(&a.frames), cut(&b.frames));
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| tree::is_same(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::tasks::sights::Leads;
    use crate::model::{Frame, StackEnd};

    fn spot(stack: usize, leads_to: Leads) -> Spot {
        Spot { stack: Ok(stack), leads_to }
    }

    #[test]
    fn rounds_agree_if_they_saw_the_same_in_any_order_and_number() {
        let (wait, task) = (spot(1, Leads::Waiting), spot(1, Leads::Task));
        let agree = |a: &[_], b: &[_]| Unlike::of(a.to_vec(), &b.to_vec()).is_none();
        assert!(agree(&[(wait, 0), (task, 7)], &[(task, 7), (wait, 0), (wait, 0)]));
        // A task that is not the same, a stack that is passed, one that is new.
        assert!(!agree(&[(task, 7)], &[(task, 8)]));
        assert!(!agree(&[(wait, 0), (spot(2, Leads::Waiting), 0)], &[(wait, 0)]));
        assert!(!agree(&[(wait, 0)], &[(wait, 0), (spot(2, Leads::Waiting), 0)]));
    }

    #[test]
    fn places_that_look_alike_are_the_same() {
        let stack = |address, line| {
            let mut frame = Frame::new(address);
            (frame.function, frame.line) = (Some("app::leaf".into()), Some(line));
            Stack::new([frame], StackEnd::Root)
        };
        let stacks = [stack(1, 7), stack(2, 7), stack(3, 8)];
        let waits = |number| (spot(number, Leads::Waiting), 0);
        let alike = |a, b| Unlike::of(vec![a], &vec![b]).is_none_or(|it| it.look_alike(&stacks));
        assert!(alike(waits(0), waits(1)));
        assert!(!alike(waits(0), waits(2)));
        assert!(!alike(waits(0), (spot(1, Leads::Itself), 0)));
    }
}
