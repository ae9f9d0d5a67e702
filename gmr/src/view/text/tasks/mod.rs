//! The Green Threads section: every distinct trace once, with the tasks that have it.
//!
//! However many tasks there are, what is written of them is bounded, and every cut says how much
//! it cuts.

mod family;
mod fold;
mod groups;
mod label;
mod suspects;
mod trace;
mod waits;

use super::blocks::push;
use super::modules::push_modules;
use super::words::{count, grouped, tally};
use crate::model::{Branch, BranchEnd, Frame, Task, TaskState, Tasks, Threads, Untracked};
use crate::view::escape;
use std::sync::Arc;

pub(super) use suspects::suspects;
pub(super) use trace::words as text_of_call;

/// So many reasons for a missing trace are told.
const REASONS: usize = 5;

/// Appends the body of the section; tasks that run are linked to the threads on which they do.
pub(super) fn push_tasks(tasks: &Tasks, threads: Option<&Threads>, out: &mut String) {
    if !tasks.tasks.is_empty() {
        push(out, format_args!("tasks = {}\n", totals(tasks)));
    } else if tasks.notes.is_empty() {
        out.push_str(
            "<no async task is tracked: spawn tasks with gmr::spawn, wrap futures with .traced(), \
             or put #[gmr::task] on an async fn>\n",
        );
    }
    let untracked = tasks.untracked.iter().map(untracked);
    for line in missing(tasks).into_iter().chain(untracked) {
        push(out, format_args!("<{}>\n", escape::line(&line)));
    }
    for note in &tasks.notes {
        push(out, format_args!("<{}>\n", escape::line(note)));
    }
    groups::push_groups(tasks, threads, out);
    family::push_family(tasks, out);
    let mut frames = Vec::new();
    tasks.traces.iter().for_each(|trace| collect(&trace.branches, &mut frames));
    push_modules(frames.into_iter(), threads.map_or(&[], |threads| &threads.modules), out);
}

/// How many tasks and traces there are, and how many tasks in each state.
pub(super) fn totals(tasks: &Tasks) -> String {
    let states = ["running", "idle", "never polled", "being dropped", "ended"];
    let mut numbers = [0; 5];
    for task in &tasks.tasks {
        numbers[match task.state {
            TaskState::Running { .. } => 0,
            TaskState::Idle { .. } => 1,
            TaskState::New => 2,
            TaskState::Dropping { .. } => 3,
            TaskState::Done => 4,
        }] += 1;
    }
    let mut totals = vec![grouped(tasks.tasks.len() as u64)];
    totals.push(count(tasks.traces.len(), "distinct trace"));
    let known = numbers.into_iter().zip(states).filter(|(number, _)| *number > 0);
    totals.extend(known.map(|(number, state)| format!("{} {state}", grouped(number))));
    totals.join(", ")
}

/// `1 task`, `4,812 tasks`.
fn number(tasks: usize) -> String {
    let plural = if tasks == 1 { "" } else { "s" };
    format!("{} task{plural}", grouped(tasks as u64))
}

/// How many traces are missing or doubtful, for each reason.
pub(super) fn missing(tasks: &Tasks) -> Vec<String> {
    let flaws = |has_trace: bool| {
        let those = tasks.tasks.iter().filter(move |task| task.trace.is_some() == has_trace);
        tally(those.filter_map(flaw))
    };
    let mut lines = Vec::new();
    for (what, reasons) in
        [("without a trace", flaws(false)), ("with a doubtful trace", flaws(true))]
    {
        let (told, others) = reasons.split_at(reasons.len().min(REASONS));
        lines.extend(told.iter().map(|(why, tasks)| format!("{} {what}: {why}", number(*tasks))));
        let others: usize = others.iter().map(|(_, tasks)| tasks).sum();
        if others > 0 {
            lines.push(format!("{} more {what}, for other reasons", number(others)));
        }
    }
    lines
}

/// Why the trace of a task is missing or doubtful. One that runs has a stack instead.
fn flaw(task: &Task) -> Option<&str> {
    let is_told = matches!(task.state, TaskState::Running { .. }) && task.trace.is_none();
    task.flaw.as_deref().filter(|_| !is_told)
}

/// How many tasks a runtime has that nobody sees, and what to do.
fn untracked(runtime: &Untracked) -> String {
    let unseen = grouped(runtime.alive.saturating_sub(runtime.tracked));
    format!(
        "at least {unseen} of the {} of {} are not tracked: spawn them with gmr::spawn, or wrap \
         their futures with .traced()",
        number(usize::try_from(runtime.alive).unwrap_or(usize::MAX)),
        runtime.runtime,
    )
}

/// The frames of these branches.
fn collect<'t>(branches: &'t [Branch], frames: &mut Vec<&'t Arc<Frame>>) {
    for branch in branches {
        frames.extend(&branch.frames);
        if let BranchEnd::Fork(branches) = &branch.end {
            collect(branches, frames);
        }
    }
}

/// The wait of an idle task, the run of one that runs, the age of others.
fn span(task: &Task) -> std::time::Duration {
    match task.state {
        TaskState::Idle { since } | TaskState::Running { since, .. } => since,
        TaskState::New | TaskState::Done | TaskState::Dropping { .. } => task.age,
    }
}
