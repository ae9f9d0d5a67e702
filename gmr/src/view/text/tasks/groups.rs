//! Tasks of one place that wait at one trace, told together.

use super::trace;
use crate::model::{Task, TaskState, Tasks, Threads};
use crate::view::text::blocks::{heading, push};
use crate::view::text::threads::push_wrapped;
use crate::view::words::tasks::{Group, flaw, groups, label, number, span, waits};
use crate::view::words::{grouped, range, tally};
use crate::view::{escape, time};
use std::collections::HashSet;
use std::time::Duration;

/// So many groups are told one by one.
const GROUPS: usize = 100;
/// So many tasks of a group are listed.
const MEMBERS: usize = 20;
/// So many doubts of a group are told, and so many tasks that its tasks await.
const EACH: usize = 3;

/// Appends all groups that there is room for.
pub(super) fn push_groups(tasks: &Tasks, threads: Option<&Threads>, out: &mut String) {
    let groups = groups(tasks);
    let (shown, others) = groups.split_at(groups.len().min(GROUPS));
    for group in shown {
        out.push('\n');
        group.push(tasks, threads, out);
    }
    let rest: usize = others.iter().map(|group| group.members.len()).sum();
    if rest > 0 {
        let groups = grouped(others.len() as u64);
        let rest = number(rest);
        push(out, format_args!("\n<{groups} more groups left out, of {rest} in all>\n"));
    }
}

impl Group<'_> {
    fn push(&self, tasks: &Tasks, threads: Option<&Threads>, out: &mut String) {
        let Some(&first) = self.members.first() else { return };
        let trace = tasks.trace_of(first);
        heading(&self.title(first), out);
        push(out, format_args!("{}\n", self.state(tasks, threads)));
        if self.members.len() > 1 {
            push_wrapped("tasks = ", &label::list(self.members.iter().copied(), MEMBERS), out);
        }
        push(out, format_args!("{}\n", self.work()));
        push(out, format_args!("{}\n", self.origin(tasks)));
        if self.members.iter().any(|task| task.name.is_none()) {
            push(out, format_args!("future = {}\n", label::short(&first.future)));
        }
        if trace.is_some() {
            self.push_flaws("doubt = ", "", out);
        }
        let Some(trace) = trace else {
            if matches!(first.state, TaskState::Idle { .. }) && first.flaw.is_none() {
                out.push_str("  <no trace>\n");
            }
            return self.push_flaws("  <no trace: ", ">", out);
        };
        if !trace.id.is_empty() {
            push(out, format_args!("trace = {}\n", escape::line(&trace.id)));
        }
        trace::push_trace(trace, &|at| self.awaited(tasks, at), out);
    }

    fn title(&self, first: &Task) -> String {
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

    /// What the tasks do, and for how long.
    fn state(&self, tasks: &Tasks, threads: Option<&Threads>) -> String {
        let spans = self.range(span);
        let Some(first) = self.members.first() else { return String::new() };
        match first.state {
            TaskState::Running { thread, .. } => {
                format!("state = running for {spans} on {}", label::thread(threads, thread))
            }
            TaskState::Dropping { thread } => {
                format!("state = being dropped on {}", label::thread(threads, thread))
            }
            TaskState::Idle { .. } => {
                let reason = tasks.trace_of(first).and_then(waits::reason);
                let reason = reason.map_or_else(String::new, |reason| format!("{reason}, "));
                format!("wait = {reason}for {spans}")
            }
            TaskState::New => format!("state = never polled, for {spans}"),
            TaskState::Done => "state = ended, and not dropped".to_owned(),
        }
    }

    /// What the tasks have done until now.
    fn work(&self) -> String {
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
        format!("age = {age}, polled {polled}, busy {busy}{in_all}, {} B{each}", grouped(size))
    }

    /// Where they were made, and by whom.
    fn origin(&self, tasks: &Tasks) -> String {
        let Some(first) = self.members.first() else { return String::new() };
        let parents: HashSet<u64> = self.members.iter().filter_map(|task| task.parent).collect();
        let by = match (parents.len(), first.parent) {
            (0, _) => String::new(),
            (1, Some(parent)) => format!(" by {}", label::by_id(tasks, parent)),
            (parents, _) => format!(" by {}", number(parents)),
        };
        format!("spawned at {}{by}", label::place(&first.spawned))
    }

    /// Each reason why the traces are missing or doubtful.
    fn push_flaws(&self, start: &str, end: &str, out: &mut String) {
        let flaws = tally(self.members.iter().filter_map(|task| flaw(task)));
        for (flaw, tasks) in flaws.iter().take(EACH) {
            let flaw = escape::line(flaw);
            let of = match self.members.len() {
                all if all == *tasks => String::new(),
                _ => format!(" ({})", number(*tasks)),
            };
            push(out, format_args!("{start}{flaw}{of}{end}\n"));
        }
        if let Some(more @ 1..) = flaws.len().checked_sub(EACH) {
            push(out, format_args!("{start}and {} other reasons{end}\n", grouped(more as u64)));
        }
    }

    /// The tracked tasks to which the trace leads at one of its ends.
    fn awaited(&self, tasks: &Tasks, at: usize) -> String {
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
