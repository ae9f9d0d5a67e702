//! What of a stack is shown of a task: from its own future to what it waits for.
//!
//! A stack that was taken in a traced poll begins, at its outer end, with the frame that holds
//! gmr's own poll; what is further out may be inlined there, and what the task does may be, too.
//! At its inner end there is the hook in the waker, and the inner workings of what waits.

use super::origin::{Origin, origin};
use crate::model::Frame;
use crate::sys::task::OWN_CALLS;
use std::sync::Arc;

/// The frames of a task, outermost first; `frames` is its stack, innermost first.
///
/// No function of the program between gmr's poll and gmr's hook is ever left out.
pub(super) fn cut(frames: &[Arc<Frame>]) -> Vec<Arc<Frame>> {
    let mut road = Road::default();
    let passed: Vec<_> = between_own(frames).map(|frame| (frame, road.pass(frame))).collect();
    let Some(mut last) = passed.iter().rposition(|(_, role)| *role == Role::Shown) else {
        // Better than nothing: what waits is of the standard library, or has no name.
        let poll = passed.iter().rfind(|(frame, _)| is_poll(frame)).or(passed.last());
        return poll.map(|(frame, _)| plain(frame)).into_iter().collect();
    };
    // What the program itself calls in order to wait, and no more of it.
    if passed.get(last).is_some_and(|(frame, _)| origin(frame) == Origin::Program)
        && let Some(call) = passed.iter().skip(last).position(|(_, role)| *role == Role::Workings)
    {
        last += call;
    }
    let mut cut: Vec<Arc<Frame>> = Vec::with_capacity(passed.len());
    for (frame, _) in passed.iter().take(last + 1).filter(|(_, role)| *role != Role::Hidden) {
        let frame = plain(frame);
        if !cut.last().is_some_and(|last| is_again(last, &frame)) {
            cut.push(frame);
        }
    }
    cut
}

/// What lies between gmr's poll and gmr's hook, outermost first; `frames` is innermost first.
///
/// Of a stack that could not be walked to gmr's poll, all that is known.
fn between_own(frames: &[Arc<Frame>]) -> impl Iterator<Item = &Arc<Frame>> {
    let within = frames.get(hook_len(frames)..).unwrap_or_default();
    let is_own = |frame: &Arc<Frame>| origin(frame) == Origin::Own;
    let poll = within.iter().rposition(is_own).map_or(within.len(), |outermost| {
        let polled = within.get(..=outermost).unwrap_or_default();
        // What it is called by may have been inlined there.
        polled.len() - own_at_beginning(polled.iter().rev())
    });
    let task = within.get(..poll).unwrap_or_default();
    // Where another task is polled, this one's part is over.
    task.iter().rev().take_while(move |frame| !is_own(frame))
}

/// How many frames at the beginning are the hook's.
fn hook_len(frames: &[Arc<Frame>]) -> usize {
    let mut ends = frames.iter().enumerate().filter(|(_, frame)| !frame.inlined);
    let calls = ends.nth(OWN_CALLS - 1).map_or(frames.len(), |(at, _)| at + 1);
    match own_at_beginning(frames.iter().take(calls)) {
        // The first one is the hook's, also where nothing has a name.
        0 if frames.first().is_some_and(|frame| frame.function.is_none()) => 1,
        own => own,
    }
}

/// How many frames at the beginning are gmr's, with those of the standard library among them.
fn own_at_beginning<'f>(frames: impl Iterator<Item = &'f Arc<Frame>>) -> usize {
    let mut own = 0;
    for (at, frame) in frames.enumerate() {
        match origin(frame) {
            Origin::Own => own = at + 1,
            Origin::Machinery => {}
            Origin::Crate | Origin::Program => break,
        }
    }
    own
}

/// What a frame is to a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The poll of a future, or a function of the program.
    Shown,
    /// Machinery between futures.
    Hidden,
    /// What a future calls to wait, if no further future comes behind it.
    Workings,
}

/// Follows a stack inwards, from future to future.
#[derive(Default)]
struct Road {
    /// Whether the frame before was not the poll of a future.
    is_left: bool,
}

impl Road {
    fn pass(&mut self, frame: &Frame) -> Role {
        let is_poll = is_poll(frame);
        // The body of an async function is called by what polls it, and by nothing else.
        let is_body = !self.is_left && is_body(frame);
        match origin(frame) {
            Origin::Machinery => {
                self.is_left = !is_poll;
                Role::Hidden
            }
            Origin::Own | Origin::Program => {
                self.is_left = false;
                Role::Shown
            }
            Origin::Crate => {
                self.is_left = !is_poll && !is_body;
                if self.is_left { Role::Workings } else { Role::Shown }
            }
        }
    }
}

/// Whether the function is the poll of a future or a stream, by its name.
fn is_poll(frame: &Frame) -> bool {
    let Some(name) = frame.function.as_deref() else { return false };
    let bare = name.split('<').next().unwrap_or_default();
    let of_trait = ["Future>::poll", "Stream>::poll_next"];
    bare == "poll" || bare == "poll_next" || of_trait.iter().any(|end| name.ends_with(end))
}

/// Whether the function may be the body of an async function or block.
fn is_body(frame: &Frame) -> bool {
    let Some(name) = frame.function.as_deref() else { return false };
    let last = last_part(name);
    last.starts_with("{{closure}}") || last.starts_with("{closure#") || last.starts_with("{async_")
}

/// Parts of the names and files of futures that poll those they hold only if they were woken.
const CONTAINERS: [&str; 6] = [
    "futures_unordered",
    "futures_ordered",
    "FuturesUnordered",
    "futures_concurrency::",
    "/futures-concurrency-",
    "future::shared::Shared",
];

/// Whether a leaf waits for wakers of its own, with which it polls what it holds.
pub(super) fn is_container(leaf: &Frame) -> bool {
    let holds = |text: &Option<Arc<str>>| {
        text.as_deref().is_some_and(|text| CONTAINERS.iter().any(|part| text.contains(part)))
    };
    let is_programs = origin(leaf) == Origin::Program && leaf.file.is_some();
    !is_programs && (holds(&leaf.function) || holds(&leaf.file))
}

fn last_part(name: &str) -> &str {
    name.rsplit("::").find(|part| part.starts_with('{')).unwrap_or_default()
}

/// The frame under the name that its author gave it: the body of `async fn f` is a closure in `f`
/// to the compiler.
fn plain(frame: &Arc<Frame>) -> Arc<Frame> {
    let Some(name) = frame.function.as_deref() else { return Arc::clone(frame) };
    let short = match name {
        _ if name.starts_with("{async_fn#") || name.starts_with("{async_fn_env#") => {
            "async fn".to_owned()
        }
        _ if name.starts_with("{async_block#") || name.starts_with("{async_block_env#") => {
            "async block".to_owned()
        }
        _ => ["::{{closure}}", "::{closure#0}", "::{async_fn#0}"]
            .iter()
            .find_map(|body| name.split_once(body))
            .map_or_else(|| name.to_owned(), |(before, behind)| format!("{before}{behind}")),
    };
    if short == name {
        return Arc::clone(frame);
    }
    Arc::new(Frame { function: Some(short.into()), ..Frame::clone(frame) })
}

/// Whether a frame says nothing that the one before did not say: the closure that `select!` makes
/// stands at the line of the `select!` in its function. (A function that calls itself is no
/// closure in itself.)
fn is_again(before: &Frame, frame: &Frame) -> bool {
    let (Some(outer), Some(inner)) = (&before.function, &frame.function) else { return false };
    let is_at_same = before.file == frame.file && before.line == frame.line;
    let is_closure = inner.strip_prefix(&**outer).is_some_and(|rest| {
        rest.strip_prefix("::").is_some_and(|rest| rest.split("::").all(|p| p.starts_with('{')))
    });
    is_closure && (is_at_same || origin(frame) == Origin::Crate)
}

#[cfg(test)]
mod tests;
