//! What a task waits for, in words, as the functions say at which its trace ends.

use super::fold::{Owner, owner, path};
use crate::model::{Branch, BranchEnd, Frame, Trace};
use crate::view::frame::file as file_of;

/// So many things that a task waits for at once are told.
const TOLD: usize = 3;

/// A thing to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::view) struct Thing {
    /// In words.
    pub(in crate::view) words: &'static str,
    /// Whether another task has to give it back.
    pub(in crate::view) is_lock: bool,
}

const fn lock(words: &'static str) -> Thing {
    Thing { words, is_lock: true }
}

const fn event(words: &'static str) -> Thing {
    Thing { words, is_lock: false }
}

/// How the functions begin in which a task waits. The first that fits counts, and of several
/// calls the outermost, which is what the program has called.
const THINGS: &[(&str, Thing)] = &[
    ("tokio::sync::mutex::", lock("a tokio Mutex")),
    ("tokio::sync::rwlock::", lock("a tokio RwLock")),
    ("tokio::sync::semaphore::", lock("a tokio Semaphore")),
    ("tokio::sync::mpsc::bounded::Sender", event("room in a tokio channel")),
    ("tokio::sync::mpsc::", event("a message in a tokio channel")),
    ("tokio::sync::broadcast::", event("a message in a tokio channel")),
    ("tokio::sync::oneshot::", event("the answer of a tokio oneshot")),
    ("tokio::sync::watch::", event("a change of a tokio watch")),
    ("tokio::sync::notify::", event("a tokio Notify")),
    ("tokio::sync::barrier::", event("a tokio Barrier")),
    ("tokio::sync::once_cell::", event("a tokio OnceCell")),
    ("tokio::time::sleep::", event("a time")),
    ("tokio::time::interval::", event("a time")),
    ("tokio::runtime::task::join::JoinHandle", event("another task to end")),
    ("tokio::task::join_set::", event("another task to end")),
    ("tokio::net::tcp::listener::", event("a connection")),
    ("tokio::net::unix::listener::", event("a connection")),
    ("tokio::net::", event("a socket")),
    ("tokio::signal::", event("a signal")),
    ("tokio::process::", event("a process to end")),
    ("async_lock::mutex::", lock("an async-lock Mutex")),
    ("async_lock::rwlock::", lock("an async-lock RwLock")),
    ("async_lock::semaphore::", lock("an async-lock Semaphore")),
    ("futures_util::lock::mutex::", lock("a futures Mutex")),
    ("async_channel::Send", event("room in an async-channel")),
    ("async_channel::", event("a message in an async-channel")),
    ("flume::async::SendFut", event("room in a flume channel")),
    ("flume::async::", event("a message in a flume channel")),
    ("async_io::Timer", event("a time")),
    ("async_io::", event("a socket")),
];

/// What the futures at the ends of a trace wait for, each once.
pub(in crate::view) fn things(trace: &Trace) -> Vec<Thing> {
    let mut things = Vec::new();
    descend(&trace.branches, &mut Vec::new(), &mut |calls| {
        if let Some(thing) = thing(calls).filter(|thing| !things.contains(thing)) {
            things.push(thing);
        }
    });
    things
}

/// "waits for a tokio Mutex".
pub(in crate::view) fn reason(trace: &Trace) -> Option<String> {
    let things = things(trace);
    let words: Vec<_> = things.iter().take(TOLD).map(|thing| thing.words).collect();
    let more = if things.len() > TOLD { " and more" } else { "" };
    (!words.is_empty()).then(|| format!("waits for {}{more}", words.join(", ")))
}

/// The innermost call of the program on the way to a lock.
pub(in crate::view) fn place_of_lock(trace: &Trace) -> Option<&Frame> {
    let mut place = None;
    descend(&trace.branches, &mut Vec::new(), &mut |calls| {
        if place.is_none() && thing(calls).is_some_and(|thing| thing.is_lock) {
            place = calls.iter().rfind(|frame| owner(frame) == Owner::Program).copied();
        }
    });
    place
}

/// Calls `visit` with all calls, outermost first, that lead to each place where a task waits.
fn descend<'t>(
    branches: &'t [Branch],
    calls: &mut Vec<&'t Frame>,
    visit: &mut dyn FnMut(&[&'t Frame]),
) {
    for branch in branches {
        let above = calls.len();
        calls.extend(branch.frames.iter().map(|frame| &**frame));
        match &branch.end {
            BranchEnd::Fork(branches) => descend(branches, calls, visit),
            BranchEnd::Waits { .. } => visit(calls),
            BranchEnd::WokeItself { .. } | BranchEnd::Task | BranchEnd::Unknown(_) => {}
        }
        calls.truncate(above);
    }
}

/// What the calls behind the program's last one wait for.
fn thing(calls: &[&Frame]) -> Option<Thing> {
    let own = calls.iter().rposition(|frame| owner(frame) == Owner::Program);
    calls[own.map_or(0, |own| own + 1)..].iter().find_map(|frame| {
        let function = frame.function.as_deref().and_then(|function| {
            let is_it = |(start, _): &&(&str, Thing)| path(function).starts_with(start);
            THINGS.iter().find(is_it)
        });
        let (_, thing) = function.or_else(|| of_module(&module(frame.file.as_deref()?)?))?;
        Some(*thing)
    })
}

/// What is in a module, if all of it is one thing.
fn of_module(module: &str) -> Option<&'static (&'static str, Thing)> {
    let is_divided =
        THINGS.iter().any(|(start, _)| start.len() > module.len() && start.starts_with(module));
    let found = THINGS.iter().find(|(start, _)| module.starts_with(start));
    found.filter(|_| !is_divided)
}

/// The module that a file of a dependency is, as functions name it. With little debug information
/// that is all that is known of an inlined function.
fn module(file: &str) -> Option<String> {
    let (folder, rest) = file_of(file).split_once("/src/")?;
    let (name, _version) = folder.rsplit_once('-')?;
    let rest = rest.strip_suffix(".rs")?.replace('/', "::");
    Some(format!("{}::{rest}::", name.replace('-', "_")))
}
