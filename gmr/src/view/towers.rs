//! Stacks with the numbers of those that have them, as flame graphs are drawn from.
//!
//! There is a tower for the threads of the program, one for those that wait for work, one for
//! gmr's own, and one for the tasks: what hangs must not be lost beside a pool that idles.

use super::words::tally;
use super::{frame, tasks::why_no_trace};
use crate::model::{
    Branch, BranchEnd, Frame, Report, Role, Stack, StackEnd, Tasks, Thread, Threads,
};
use std::borrow::Cow;

/// What a flame graph begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Tower {
    Threads,
    Idle,
    Own,
    Tasks,
}

impl Tower {
    /// Its name, as one reads it below the graph.
    pub(super) fn name(self) -> &'static str {
        match self {
            Tower::Threads => "threads",
            Tower::Idle => "idle threads",
            Tower::Own => "threads of gmr",
            Tower::Tasks => "tasks",
        }
    }
}

/// One call in a tower.
pub(super) enum Level<'r> {
    Frame(&'r Frame),
    /// What stands where there is no call.
    Words(Cow<'r, str>),
}

/// Calls, the outermost first, and how many threads or tasks are there.
pub(super) struct Tall<'r> {
    pub(super) tower: Tower,
    pub(super) levels: Vec<Level<'r>>,
    pub(super) weight: usize,
}

/// All stacks and traces, each once in a tower, in the order of their first threads and tasks.
pub(super) fn towers(report: &Report) -> impl Iterator<Item = Tall<'_>> {
    let threads = report.threads().into_iter().flat_map(of_threads);
    let tasks = report.tasks().into_iter().flat_map(of_tasks);
    threads.chain(tasks)
}

fn of_threads(threads: &Threads) -> impl Iterator<Item = Tall<'_>> {
    let tower = |thread: &Thread| match thread.role {
        Role::Program if threads.is_idle(thread) => Tower::Idle,
        Role::Program => Tower::Threads,
        Role::Reporter | Role::Worker => Tower::Own,
    };
    let keys = threads.threads.iter().map(|thread| (tower(thread), thread.stack.as_ref()));
    tally(keys).into_iter().map(|((tower, stack), weight)| {
        let missing = "it is not in this report";
        let found = stack.map_err(String::as_str);
        let found = found.and_then(|at| threads.stacks.get(*at).ok_or(missing));
        let levels = match found {
            Ok(stack) => of_stack(stack),
            Err(reason) => vec![Level::Words(format!("<no stack: {reason}>").into())],
        };
        Tall { tower, levels, weight }
    })
}

/// The calls of a stack, the outermost first.
fn of_stack(stack: &Stack) -> Vec<Level<'_>> {
    let mut levels = Vec::with_capacity(stack.frames.len() + 2);
    match &stack.end {
        StackEnd::Truncated(reason) => {
            levels.push(Level::Words(format!("<truncated: {reason}>").into()));
        }
        StackEnd::LeftOut(remark) => levels.push(Level::Words(format!("<{remark}>").into())),
        StackEnd::Root if stack.frames.is_empty() => {
            levels.push(Level::Words("<no stack: no frames>".into()));
        }
        StackEnd::Root => {}
    }
    for (at, frame) in stack.frames.iter().enumerate().rev() {
        levels.push(Level::Frame(frame));
        if let Some(gap) = stack.gap.filter(|gap| gap.at == at) {
            levels.push(Level::Words(format!("<{} calls left out>", gap.left_out).into()));
        }
    }
    levels
}

fn of_tasks(tasks: &Tasks) -> impl Iterator<Item = Tall<'_>> {
    let keys = tasks.tasks.iter().map(|task| match tasks.trace_of(task) {
        Some(_) => (task.trace, ""),
        None => (None, why_no_trace(task)),
    });
    tally(keys).into_iter().map(|((trace, reason), weight)| {
        let levels = match trace.and_then(|at| tasks.traces.get(at)) {
            Some(trace) => of_branches(&trace.branches),
            None => vec![Level::Words(format!("<no trace: {reason}>").into())],
        };
        Tall { tower: Tower::Tasks, levels, weight }
    })
}

/// The calls up to where a task waits for several things: it is one task, and counts once.
fn of_branches(branches: &[Branch]) -> Vec<Level<'_>> {
    let mut levels = Vec::new();
    let mut rest = branches;
    while let [only] = rest {
        levels.extend(only.frames.iter().map(|frame| Level::Frame(frame)));
        rest = match &only.end {
            BranchEnd::Fork(inner) => inner,
            BranchEnd::Task => {
                levels.push(Level::Words("<another task>".into()));
                return levels;
            }
            BranchEnd::Unknown(reason) => {
                levels.push(Level::Words(format!("<{reason}>").into()));
                return levels;
            }
            BranchEnd::Waits { .. } | BranchEnd::WokeItself { .. } => return levels,
        };
    }
    let number = rest.len();
    levels.push(Level::Words(format!("<waits for {number} futures at once>").into()));
    levels
}

/// The name of a level, on one line.
pub(super) fn name<'r>(level: &Level<'r>) -> Cow<'r, str> {
    match level {
        Level::Frame(frame) => frame::name(frame),
        Level::Words(words) => super::escape::line(words).into_owned().into(),
    }
}
