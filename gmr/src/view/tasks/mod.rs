//! The async tasks in words: which of them are told together, what they are called, and which of
//! them are suspicious.

pub(super) mod family;
pub(super) mod fold;
pub(super) mod groups;
pub(super) mod label;
mod suspects;
pub(super) mod trace;
pub(super) mod waits;

use super::words::{count, grouped, tally};
use crate::model::{Task, TaskState, Tasks, Untracked};

pub(super) use suspects::suspects;

/// So many reasons for a missing trace are told.
const REASONS: usize = 5;

/// How many tasks and traces there are, and how many tasks in each state.
pub(in crate::view) fn totals(tasks: &Tasks) -> String {
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
pub(in crate::view) fn number(tasks: usize) -> String {
    let plural = if tasks == 1 { "" } else { "s" };
    format!("{} task{plural}", grouped(tasks as u64))
}

/// How many traces are missing or doubtful, for each reason.
pub(in crate::view) fn missing(tasks: &Tasks) -> Vec<String> {
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
pub(in crate::view) fn flaw(task: &Task) -> Option<&str> {
    let is_told = matches!(task.state, TaskState::Running { .. }) && task.trace.is_none();
    task.flaw.as_deref().filter(|_| !is_told)
}

/// Why a task has no trace.
pub(in crate::view) fn why_no_trace(task: &Task) -> &str {
    let plain = match task.state {
        TaskState::New => "it was never polled",
        TaskState::Idle { .. } => "no trace was taken",
        TaskState::Running { .. } => "it runs: its calls are on the stack of its thread",
        TaskState::Done => "it has ended",
        TaskState::Dropping { .. } => "it is being dropped",
    };
    task.flaw.as_deref().unwrap_or(plain)
}

/// How many tasks a runtime has that nobody sees, and what to do.
pub(in crate::view) fn untracked(runtime: &Untracked) -> String {
    let unseen = grouped(runtime.alive.saturating_sub(runtime.tracked));
    format!(
        "at least {unseen} of the {} of {} are not tracked: spawn them with gmr::spawn, or wrap \
         their futures with .traced()",
        number(usize::try_from(runtime.alive).unwrap_or(usize::MAX)),
        runtime.runtime,
    )
}

/// The wait of an idle task, the run of one that runs, the age of others.
pub(in crate::view) fn span(task: &Task) -> std::time::Duration {
    match task.state {
        TaskState::Idle { since } | TaskState::Running { since, .. } => since,
        TaskState::New | TaskState::Done | TaskState::Dropping { .. } => task.age,
    }
}
