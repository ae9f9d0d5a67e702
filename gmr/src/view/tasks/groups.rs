//! Tasks of one place that wait at one trace, told together.

use super::{flaw, label, number, span, waits};
use crate::model::{Place, Task, TaskState, Tasks, Threads};
use crate::view::threads::facts::range;
use crate::view::time;
use crate::view::words::{grouped, tally};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// So many doubts of a group are told, and so many tasks that its tasks await.
const EACH: usize = 3;

/// Tasks that are told together: the longest wait first.
pub(in crate::view) struct Group<'t> {
    pub(in crate::view) members: Vec<&'t Task>,
}

/// What the tasks of a group have in common: what they do and on which thread, where they were
/// made, where they wait, and whether that is certain.
type Key<'t> = (u8, u64, &'t Place, Option<usize>, bool);

fn key(task: &Task) -> Key<'_> {
    let (rank, thread) = match task.state {
        TaskState::Running { thread, .. } => (0, thread),
        TaskState::Dropping { thread } => (1, thread),
        TaskState::Idle { .. } => (2, 0),
        TaskState::New => (3, 0),
        TaskState::Done => (4, 0),
    };
    (rank, thread, &task.spawned, task.trace, task.flaw.is_some())
}

/// What a thread is busy with, then what waits, the longest wait first; what has ended at the end.
pub(in crate::view) fn groups(tasks: &Tasks) -> Vec<Group<'_>> {
    let mut position = HashMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for task in &tasks.tasks {
        let at = *position.entry(key(task)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.members.push(task),
            None => groups.push(Group { members: vec![task] }),
        }
    }
    for group in &mut groups {
        group.members.sort_by_key(|task| (Reverse(span(task)), task.id));
    }
    groups.sort_by_key(|group| {
        let place = |task: &&Task| {
            let rank = match task.state {
                TaskState::Running { .. } | TaskState::Dropping { .. } => 0,
                TaskState::Idle { .. } | TaskState::New => 1,
                TaskState::Done => 2,
            };
            (rank, Reverse(span(task)), task.id)
        };
        group.members.first().map(place)
    });
    groups
}

impl Group<'_> {
    /// What they are called together.
    pub(in crate::view) fn title(&self, first: &Task) -> String {
        let names: HashSet<_> = self.members.iter().map(|task| &task.name).collect();
        match (self.members.len(), &first.name) {
            (1, _) => format!("Task {}", label::task(first)),
            (tasks, Some(name)) if names.len() == 1 => {
                format!("{} {}", number(tasks), label::short(name))
            }
            (tasks, _) if first.trace.is_some() => format!("{} with this trace", number(tasks)),
            (tasks, _) => format!("{} without a trace", number(tasks)),
        }
    }

    /// What the tasks do, and for how long: the key, and the words.
    pub(in crate::view) fn state(
        &self,
        tasks: &Tasks,
        threads: Option<&Threads>,
    ) -> (&'static str, String) {
        let spans = self.range(span);
        let Some(first) = self.members.first() else { return ("state", String::new()) };
        match first.state {
            TaskState::Running { thread, .. } => {
                ("state", format!("running for {spans} on {}", label::thread(threads, thread)))
            }
            TaskState::Dropping { thread } => {
                ("state", format!("being dropped on {}", label::thread(threads, thread)))
            }
            TaskState::Idle { .. } => {
                let reason = tasks.trace_of(first).and_then(waits::reason);
                let reason = reason.map_or_else(String::new, |reason| format!("{reason}, "));
                ("wait", format!("{reason}for {spans}"))
            }
            TaskState::New => ("state", format!("never polled, for {spans}")),
            TaskState::Done => ("state", "ended, and not dropped".to_owned()),
        }
    }

    /// How old the tasks are, and what they have done until now.
    pub(in crate::view) fn work(&self) -> String {
        let polls = self.members.iter().map(|task| task.polls);
        let (least, most) = (polls.clone().min().unwrap_or(0), polls.max().unwrap_or(0));
        let polled = match (least, most) {
            (1, 1) => "once".to_owned(),
            (least, most) if least == most => format!("{} times", grouped(most)),
            (least, most) => format!("{} to {} times", grouped(least), grouped(most)),
        };
        let busy = self.members.iter().fold(Duration::ZERO, |a, b| a.saturating_add(b.busy));
        let busy = time::span(busy);
        let size = self.members.iter().map(|task| task.size).max().unwrap_or(0);
        let (in_all, each) = match self.members.len() {
            1 => ("", ""),
            _ => (" in all", " each"),
        };
        let age = self.range(|task| task.age);
        format!("{age}, polled {polled}, busy {busy}{in_all}, {} B{each}", grouped(size))
    }

    /// Where they were made, and by whom.
    pub(in crate::view) fn origin(&self, tasks: &Tasks) -> String {
        let Some(first) = self.members.first() else { return String::new() };
        let parents: HashSet<u64> = self.members.iter().filter_map(|task| task.parent).collect();
        let by = match (parents.len(), first.parent) {
            (0, _) => String::new(),
            (1, Some(parent)) => format!(" by {}", label::by_id(tasks, parent)),
            (parents, _) => format!(" by {}", number(parents)),
        };
        format!("{}{by}", label::place(&first.spawned))
    }

    /// Each reason why the traces are missing or doubtful.
    pub(in crate::view) fn flaws(&self) -> Vec<String> {
        let flaws = tally(self.members.iter().filter_map(|task| flaw(task)));
        let words = |(flaw, tasks): &(&str, usize)| match self.members.len() {
            all if all == *tasks => (*flaw).to_owned(),
            _ => format!("{flaw} ({})", number(*tasks)),
        };
        let mut lines: Vec<String> = flaws.iter().take(EACH).map(words).collect();
        if let Some(more @ 1..) = flaws.len().checked_sub(EACH) {
            lines.push(format!("and {} other reasons", grouped(more as u64)));
        }
        lines
    }

    /// The tracked tasks to which the trace leads at one of its ends.
    pub(in crate::view) fn awaited(&self, tasks: &Tasks, at: usize) -> String {
        let mut awaited = self.members.iter().filter_map(|task| task.awaits.get(at));
        let shown: Vec<_> =
            awaited.by_ref().take(EACH).map(|id| label::by_id(tasks, *id)).collect();
        let more = match awaited.count() {
            0 => String::new(),
            more => format!(" and {} more", grouped(more as u64)),
        };
        match shown.len() {
            0 => "<a task that is not known>".to_owned(),
            1 => format!("task {}", shown.concat()),
            _ => format!("tasks {}{more}", shown.join(", ")),
        }
    }

    fn range(&self, of: fn(&Task) -> Duration) -> String {
        let times = || self.members.iter().map(|task| of(task));
        range(times().min().unwrap_or_default(), times().max().unwrap_or_default())
    }
}
