//! From stacks to traces.

use super::cut::{cut, is_container};
use super::sights::{Leads, Sight, Spot};
use super::tree::{self, End, Tree};
use crate::capture::fingerprint::trace_id;
use crate::model::{Branch, BranchEnd, Frame, Stack, StackEnd, Trace};
use std::collections::HashMap;
use std::sync::Arc;

/// Distinct traces, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Traces {
    pub(super) list: Vec<Trace>,
    /// The numbers of the traces with an id.
    by_id: HashMap<String, Vec<usize>>,
}

/// A trace, and what its tasks are called in it.
#[derive(Debug)]
pub(super) struct Found {
    /// Its number; nothing if its tasks wait for nobody.
    pub(super) trace: Option<usize>,
    /// Where in the order of the spots the tasks are that it leads to.
    pub(super) tasks: Vec<usize>,
    /// Whether it leads to futures that are polled only if they were woken.
    pub(super) is_container: bool,
}

/// A stack, as far as it is shown.
struct Part {
    frames: Vec<Arc<Frame>>,
    /// Whether it leads to futures that it polls only if they were woken.
    is_container: bool,
    /// Why its outer calls are missing, if they are.
    flaw: Option<String>,
}

/// The traces of these sights, in their order.
pub(super) fn traces<'m>(
    stacks: &[Stack],
    sights: &[Sight],
    build_id: impl Fn(&str) -> Option<&'m str>,
    traces: &mut Traces,
) -> Vec<Found> {
    let parts: Vec<Part> = stacks.iter().map(Part::of).collect();
    let found = |sight: &Sight| {
        if sight.spots.is_empty() {
            return Found { trace: None, tasks: Vec::new(), is_container: false };
        }
        let (trace, tasks) = trace(&parts, sight, &build_id);
        let mut parts = sight.spots.iter().filter_map(|spot| parts.get(spot.stack.ok()?));
        let is_container = parts.any(|part| part.is_container);
        Found { trace: Some(traces.add(trace)), tasks, is_container }
    };
    sights.iter().map(found).collect()
}

impl Part {
    fn of(stack: &Stack) -> Self {
        let flaw = match &stack.end {
            StackEnd::Truncated(why) => Some(why.clone()),
            _ => None,
        };
        let frames = cut(&stack.frames);
        let is_container = frames.last().is_some_and(|leaf| is_container(leaf));
        Part { frames, is_container, flaw }
    }
}

fn trace<'m>(
    parts: &[Part],
    sight: &Sight,
    build_id: &impl Fn(&str) -> Option<&'m str>,
) -> (Trace, Vec<usize>) {
    let mut notes: Vec<String> = Vec::new();
    let (mut lost, mut stacks, mut task) = (Vec::new(), Vec::new(), 0);
    for spot in &sight.spots {
        let part = spot.stack.map(|number| parts.get(number));
        let end = end(spot, part.ok().flatten(), &mut task);
        match part {
            Ok(Some(part)) => {
                stacks.push((&part.frames[..], end));
                let note = part.flaw.as_ref().map(|why| format!("outer calls are missing: {why}"));
                notes.extend(note.filter(|note| !notes.contains(note)));
            }
            Ok(None) => {}
            Err(_) if matches!(end, End::Task(_)) => stacks.push((&[], end)),
            Err(why) => lost.push(why),
        }
    }
    if sight.is_cut {
        notes.push("it waits at more places than are shown".to_owned());
    }
    let Tree { mut branches, tasks } = tree::tree(stacks.into_iter());
    lost.dedup();
    let unknown = |why: &str| Branch::new(Vec::new(), BranchEnd::Unknown(why.to_owned()));
    branches.extend(lost.into_iter().map(unknown));
    let id = trace_id(&branches, build_id);
    let mut trace = Trace::new(branches);
    (trace.id, trace.notes) = (id, notes);
    (trace, tasks)
}

fn end(spot: &Spot, part: Option<&Part>, task: &mut usize) -> End {
    match spot.leads_to {
        Leads::Waiting if part.is_some_and(|part| part.is_container) => End::Unpolled,
        Leads::Waiting => End::Waits,
        Leads::Itself => End::WokeItself,
        Leads::Task => {
            *task += 1;
            End::Task(*task - 1)
        }
    }
}

impl Traces {
    /// The number of this trace; one that looks alike is the same one.
    pub(super) fn add(&mut self, trace: Trace) -> usize {
        let Traces { list, by_id } = self;
        let alike = by_id.entry(trace.id.clone()).or_default();
        let is_known = |at: &&usize| list.get(**at).is_some_and(|known| is_alike(known, &trace));
        if let Some(at) = alike.iter().find(is_known) {
            return *at;
        }
        alike.push(list.len());
        list.push(trace);
        list.len() - 1
    }
}

/// Whether two traces look alike, at whichever addresses.
fn is_alike(a: &Trace, b: &Trace) -> bool {
    a.notes == b.notes && are_alike(&a.branches, &b.branches)
}

fn are_alike(a: &[Branch], b: &[Branch]) -> bool {
    let is_same = |(a, b): (&Branch, &Branch)| {
        let ends = match (&a.end, &b.end) {
            (BranchEnd::Fork(a), BranchEnd::Fork(b)) => are_alike(a, b),
            (a, b) => a == b,
        };
        let mut frames = a.frames.iter().zip(&b.frames);
        ends && a.frames.len() == b.frames.len() && frames.all(|(a, b)| tree::is_same(a, b))
    };
    a.len() == b.len() && a.iter().zip(b).all(is_same)
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLL: &str = "<gmr::task::Tracked<F> as core::future::future::Future>::poll";

    /// Innermost first: gmr's hook, a leaf, the task's functions, gmr's poll.
    fn stack(functions: &[&str], end: StackEnd) -> Stack {
        let all = ["gmr::sys::task::stack::record", "gmr::sys::task::waker::clone"];
        let all = all.iter().chain(functions).chain(&[POLL]);
        let frame = |(at, name): (usize, &&str)| {
            let mut frame = Frame::new(at as u64 + 1);
            (frame.function, frame.line) = (Some((*name).into()), Some(7));
            frame
        };
        Stack::new(all.enumerate().map(frame), end)
    }

    fn sight(spots: &[Spot]) -> Sight {
        Sight { spots: spots.into(), is_cut: false }
    }

    fn spot(stack: usize, leads_to: Leads) -> Spot {
        Spot { stack: Ok(stack), leads_to }
    }

    fn of(stacks: &[Stack], sights: &[Sight]) -> (Traces, Vec<Found>) {
        let mut all = Traces::default();
        let found = traces(stacks, sights, |_| None, &mut all);
        (all, found)
    }

    fn names(branch: &Branch) -> Vec<&str> {
        branch.frames.iter().filter_map(|frame| frame.function.as_deref()).collect()
    }

    #[test]
    fn sights_that_look_alike_have_one_trace_whose_tasks_are_in_its_order() {
        let a = ["app::leaf", "app::left::{{closure}}", "app::outer::{{closure}}"];
        let b = ["app::leaf", "app::right::{{closure}}", "app::outer::{{closure}}"];
        let mut elsewhere = stack(&a, StackEnd::Root);
        elsewhere.frames = elsewhere
            .frames
            .iter()
            .map(|frame| Arc::new(Frame { address: 99, ..Frame::clone(frame) }))
            .collect();
        let stacks = [stack(&a, StackEnd::Root), stack(&b, StackEnd::Root), elsewhere];
        let [to, too, third] = [0, 1, 2].map(|stack| spot(stack, Leads::Task));
        let (all, found) = of(&stacks, &[sight(&[to, too, to]), sight(&[third, too, third])]);
        assert_eq!(all.list.len(), 1);
        assert_eq!(found.iter().map(|found| found.trace).collect::<Vec<_>>(), [Some(0); 2]);
        assert_eq!(found[0].tasks, [0, 2, 1]);
        let [branch] = &all.list[0].branches[..] else { unreachable!("{all:?}") };
        assert_eq!(names(branch), ["app::outer"]);
        assert!(matches!(&branch.end, BranchEnd::Fork(two) if two.len() == 2));
    }

    #[test]
    fn a_container_says_that_its_children_were_not_polled() {
        let poll = "<futures_util::stream::futures_unordered::FuturesUnordered<Fut> as \
                    futures_core::stream::Stream>::poll_next";
        let stacks = [stack(&[poll, "app::all::{{closure}}"], StackEnd::Root)];
        let (all, found) = of(&stacks, &[sight(&[spot(0, Leads::Waiting)])]);
        let [branch] = &all.list[0].branches[..] else { unreachable!("{all:?}") };
        assert!(matches!(&branch.end, BranchEnd::Unknown(why) if why.contains(".traced()")));
        assert!(found[0].is_container);
    }

    #[test]
    fn what_is_missing_is_said() {
        let cut = StackEnd::Truncated("no table".into());
        let stacks = [stack(&["app::leaf"], cut)];
        let lost = Spot { stack: Err("no room"), leads_to: Leads::Waiting };
        let mut sight = sight(&[spot(0, Leads::Waiting), lost, lost]);
        sight.is_cut = true;
        let (all, _) = of(&stacks, &[sight]);
        let trace = &all.list[0];
        assert!(trace.notes.iter().any(|note| note.contains("no table")));
        assert!(trace.notes.iter().any(|note| note.contains("more places")));
        assert_eq!(trace.branches.len(), 2);
        assert_eq!(trace.branches[1].end, BranchEnd::Unknown("no room".into()));
    }
}
