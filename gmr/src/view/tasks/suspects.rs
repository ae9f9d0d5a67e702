//! What the summary tells of tasks: those that hold a thread, and those that wait for a lock.

use super::groups::{Group, groups};
use super::{label, number, span, waits};
use crate::model::{TaskState, Tasks, Threads};
use crate::view::frame;
use crate::view::threads::facts::range;
use crate::view::words::grouped;
use std::time::Duration;

/// What is shorter is in order: a task is meant to return to its runtime much sooner, and to keep
/// a lock for less.
const LONG: Duration = Duration::from_millis(100);
/// So many are told.
const TOLD: usize = 5;
/// So many tasks of each are named.
const MEMBERS: usize = 3;

/// Tasks that have run, or waited for a lock, for long; those that have for the longest.
pub(in crate::view) fn suspects(tasks: &Tasks, threads: Option<&Threads>) -> Vec<String> {
    let groups = groups(tasks);
    let mut told = groups.iter().filter_map(|group| suspect(group, tasks, threads));
    let mut lines: Vec<String> = told.by_ref().take(TOLD).collect();
    let more = told.count();
    if more > 0 {
        lines.push(format!("and {} more, under Green Threads", grouped(more as u64)));
    }
    lines
}

/// The group in a line, if one of its tasks is suspicious.
fn suspect(group: &Group<'_>, tasks: &Tasks, threads: Option<&Threads>) -> Option<String> {
    // Those with the longest time come first.
    let long = group.members.partition_point(|task| span(task) >= LONG);
    let members = &group.members[..long];
    let (&longest, &shortest) = (members.first()?, members.last()?);
    let who = label::list(members.iter().copied(), MEMBERS).join(", ");
    let (one, s) = if long == 1 { (format!("task {who}"), "s") } else { (number(long), "") };
    let who = if long == 1 { String::new() } else { format!(": {who}") };
    let time = range(span(shortest), span(longest));
    match longest.state {
        TaskState::Running { thread, .. } => {
            let thread = label::thread(threads, thread);
            Some(format!("{one} run{s} for {time} on {thread}{who}"))
        }
        TaskState::Idle { .. } => {
            let found = tasks.trace_of(longest)?;
            let lock = waits::things(found).into_iter().find(|thing| thing.is_lock)?;
            let place = waits::place_of_lock(found).and_then(frame::place);
            let place = place.unwrap_or_else(|| label::place(&longest.spawned));
            Some(format!("{one} wait{s} for {}, for {time}, at {place}{who}", lock.words))
        }
        TaskState::New | TaskState::Done | TaskState::Dropping { .. } => None,
    }
}
