//! Every distinct trace once, with the tasks that have it.

use super::node::{Fields, Node};
use super::stacks::Frames;
use crate::model::{Branch, BranchEnd, Tasks, Trace};
use std::rc::Rc;

/// Branches that are nested deeper are counted only: readers of JSON give up at 128 levels, and a
/// branch takes two.
const DEPTH: usize = 48;

/// The traces in the order in which tasks name them by their index.
pub(super) fn traces<'r>(tasks: &'r Tasks, frames: &Rc<Frames<'r>>) -> Node<'r> {
    let mut members = vec![Vec::new(); tasks.traces.len()];
    for task in &tasks.tasks {
        if let Some(members) = task.trace.and_then(|at| members.get_mut(at)) {
            members.push(task.id);
        }
    }
    let (members, frames) = (Rc::new(members), Rc::clone(frames));
    Node::each(move || {
        let (members, frames) = (Rc::clone(&members), Rc::clone(&frames));
        tasks.traces.iter().enumerate().map(move |(at, one)| {
            let members: Vec<u64> = members.get(at).cloned().unwrap_or_default();
            let mut fields = Fields::of(7);
            fields.put("id", id(one));
            fields.put("count", Node::int(members.len() as i128));
            fields.put("tasks", Node::each(move || members.clone().into_iter().map(Node::int)));
            put_trace(one, &frames, &mut fields);
            fields.map()
        })
    })
}

/// What names a trace.
pub(in crate::view) fn id(trace: &Trace) -> Node<'_> {
    Node::option(Some(&*trace.id).filter(|id| !id.is_empty()).map(Node::text))
}

/// Whether it is whole, why not, and where it leads.
pub(in crate::view) fn put_trace<'r>(
    trace: &'r Trace,
    frames: &Rc<Frames<'r>>,
    fields: &mut Fields<'r>,
) {
    let status = match (trace.branches.is_empty(), trace.notes.is_empty()) {
        (true, _) => "unavailable",
        (false, true) => "complete",
        (false, false) => "partial",
    };
    let reason = match trace.notes.is_empty() {
        true if trace.branches.is_empty() => Node::text("it leads to nothing"),
        true => Node::Null,
        false => Node::words(trace.notes.join("; ")),
    };
    fields.put("status", Node::text(status));
    fields.put("reason", reason);
    fields.put("branches", branches(&trace.branches, 0, frames));
}

fn branches<'r>(branches: &'r [Branch], depth: usize, frames: &Rc<Frames<'r>>) -> Node<'r> {
    let frames = Rc::clone(frames);
    Node::each(move || {
        let frames = Rc::clone(&frames);
        branches.iter().map(move |one| branch(one, depth, &frames))
    })
}

fn branch<'r>(branch: &'r Branch, depth: usize, frames: &Rc<Frames<'r>>) -> Node<'r> {
    let mut fields = Fields::of(3);
    let calls = Rc::clone(frames);
    fields.put(
        "frames",
        Node::each(move || {
            let calls = Rc::clone(&calls);
            branch.frames.iter().map(move |frame| calls.frame(frame))
        }),
    );
    let mut end = |end| fields.put("end", Node::text(end));
    match &branch.end {
        BranchEnd::Fork(inner) if depth < DEPTH => {
            end("fork");
            fields.put("branches", branches(inner, depth + 1, frames));
        }
        BranchEnd::Fork(inner) => {
            end("unknown");
            let inner = inner.len();
            fields.put("reason", Node::words(format!("{inner} branches are nested too deeply")));
        }
        BranchEnd::Waits { times } => {
            end("waits");
            fields.put("times", Node::int(*times));
        }
        BranchEnd::WokeItself { times } => {
            end("woke_itself");
            fields.put("times", Node::int(*times));
        }
        BranchEnd::Task => end("task"),
        BranchEnd::Unknown(reason) => {
            end("unknown");
            fields.put("reason", Node::text(reason));
        }
    }
    fields.map()
}
