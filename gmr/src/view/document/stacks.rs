//! Every distinct stack once, with the threads that have it.

use super::node::{Fields, Node};
use crate::model::{Frame, Module, Stack, StackEnd, Threads};
use std::collections::HashMap;
use std::rc::Rc;

/// What frames are shown with: the build ids of their modules.
pub(in crate::view) struct Frames<'r>(HashMap<&'r str, &'r str>);

impl<'r> Frames<'r> {
    pub(in crate::view) fn new(modules: &'r [Module]) -> Self {
        let known = modules.iter().filter_map(|one| Some((&*one.path, one.build_id.as_deref()?)));
        Frames(known.collect())
    }

    /// A frame; what is not known of it is left out.
    pub(super) fn frame(&self, frame: &'r Frame) -> Node<'r> {
        let mut fields = Fields::of(9);
        fields.put_some("function", frame.function.as_deref().map(Node::text));
        fields.put_some("file", frame.file.as_deref().map(Node::text));
        fields.put_some("line", frame.line.map(Node::int));
        fields.put_some("column", frame.column.map(Node::int));
        if let Some(module) = frame.module.as_deref() {
            fields.put("module", Node::text(module));
            fields.put_some("build_id", self.0.get(module).copied().map(Node::text));
        }
        fields.put_some("offset", frame.offset.map(Node::Hex));
        fields.put("address", Node::Hex(frame.address));
        fields.put("inlined", Node::Bool(frame.inlined));
        fields.map()
    }
}

/// The stacks in the order in which threads name them by their index.
pub(super) fn stacks<'r>(threads: &'r Threads, frames: &Rc<Frames<'r>>) -> Node<'r> {
    let members = Rc::new(members(threads));
    let frames = Rc::clone(frames);
    Node::each(move || {
        let (members, frames) = (Rc::clone(&members), Rc::clone(&frames));
        threads.stacks.iter().enumerate().map(move |(at, one)| {
            let members = members.get(at).cloned().unwrap_or_default();
            stack(one, Some(members), &frames)
        })
    })
}

/// The ids of the threads that have each stack.
pub(in crate::view) fn members(threads: &Threads) -> Vec<Vec<u64>> {
    let mut members = vec![Vec::new(); threads.stacks.len()];
    for thread in &threads.threads {
        if let Some(members) = thread.stack.as_ref().ok().and_then(|at| members.get_mut(*at)) {
            members.push(thread.id);
        }
    }
    members
}

/// A stack, with its threads if others than the section's own worker can have it.
pub(in crate::view) fn stack<'r>(
    stack: &'r Stack,
    threads: Option<Vec<u64>>,
    frames: &Rc<Frames<'r>>,
) -> Node<'r> {
    let mut fields = Fields::of(9);
    fields.put("id", Node::option(Some(&*stack.id).filter(|id| !id.is_empty()).map(Node::text)));
    if let Some(threads) = threads {
        fields.put("count", Node::int(threads.len() as i128));
        fields.put("threads", Node::each(move || threads.clone().into_iter().map(Node::int)));
    }
    fields.put("idle", Node::Bool(stack.idle.is_some()));
    fields.put_some("idle_for", stack.idle.as_deref().map(Node::text));
    let (status, reason) = status(stack);
    fields.put("status", Node::text(status));
    fields.put("reason", reason);
    fields.put_some(
        "gap",
        stack.gap.map(|gap| {
            Node::Map(vec![
                ("at", Node::int(gap.at as i128)),
                ("left_out", Node::int(gap.left_out)),
            ])
        }),
    );
    let frames = Rc::clone(frames);
    fields.put(
        "frames",
        Node::each(move || {
            let frames = Rc::clone(&frames);
            stack.frames.iter().map(move |frame| frames.frame(frame))
        }),
    );
    fields.map()
}

/// What stands in place of the stack of these threads.
pub(in crate::view) fn no_stack(reason: &str, threads: Vec<u64>) -> Node<'_> {
    Node::Map(vec![
        ("id", Node::Null),
        ("count", Node::int(threads.len() as i128)),
        ("threads", Node::each(move || threads.clone().into_iter().map(Node::int))),
        ("idle", Node::Bool(false)),
        ("status", Node::text("unavailable")),
        ("reason", Node::text(reason)),
        ("frames", Node::List(Vec::new())),
    ])
}

/// Whether all of a stack is there, and why not.
pub(super) fn status(stack: &Stack) -> (&'static str, Node<'_>) {
    let has_frames = !stack.frames.is_empty();
    match (&stack.end, stack.gap) {
        (StackEnd::Truncated(reason), _) if has_frames => ("partial", Node::text(reason)),
        (StackEnd::Truncated(reason), _) => ("unavailable", Node::text(reason)),
        (StackEnd::LeftOut(remark), _) => ("partial", Node::text(remark)),
        (StackEnd::Root, Some(gap)) => {
            ("partial", Node::words(format!("{} calls in its midst are left out", gap.left_out)))
        }
        (StackEnd::Root, None) if has_frames => ("complete", Node::Null),
        (StackEnd::Root, None) => ("unavailable", Node::text("no frames")),
    }
}

/// The program and its libraries.
pub(super) fn modules(modules: &[Module]) -> Node<'_> {
    Node::each(move || {
        modules.iter().map(|module| {
            Node::Map(vec![
                ("path", Node::text(&module.path)),
                ("build_id", Node::option(module.build_id.as_deref().map(Node::text))),
                ("base", Node::Hex(module.base)),
                ("start", Node::Hex(module.range.start)),
                ("end", Node::Hex(module.range.end)),
            ])
        })
    })
}
