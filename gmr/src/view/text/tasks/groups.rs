//! Tasks of one place that wait at one trace, told together.

use super::trace;
use crate::model::{TaskState, Tasks, Threads};
use crate::view::escape;
use crate::view::push::push;
use crate::view::tasks::groups::{Group, groups};
use crate::view::tasks::{label, number};
use crate::view::text::blocks::heading;
use crate::view::text::threads::push_wrapped;
use crate::view::words::grouped;

/// So many groups are told one by one.
const GROUPS: usize = 100;
/// So many tasks of a group are listed.
const MEMBERS: usize = 20;
/// Appends all groups that there is room for.
pub(super) fn push_groups(tasks: &Tasks, threads: Option<&Threads>, out: &mut String) {
    let groups = groups(tasks);
    let (shown, others) = groups.split_at(groups.len().min(GROUPS));
    for group in shown {
        out.push('\n');
        push_group(group, tasks, threads, out);
    }
    let rest: usize = others.iter().map(|group| group.members.len()).sum();
    if rest > 0 {
        let groups = grouped(others.len() as u64);
        let rest = number(rest);
        push(out, format_args!("\n<{groups} more groups left out, of {rest} in all>\n"));
    }
}

fn push_group(group: &Group<'_>, tasks: &Tasks, threads: Option<&Threads>, out: &mut String) {
    let Some(&first) = group.members.first() else { return };
    let trace = tasks.trace_of(first);
    heading(&group.title(first), out);
    let (key, words) = group.state(tasks, threads);
    push(out, format_args!("{key} = {words}\n"));
    if group.members.len() > 1 {
        push_wrapped("tasks = ", &label::list(group.members.iter().copied(), MEMBERS), out);
    }
    push(out, format_args!("age = {}\n", group.work()));
    push(out, format_args!("spawned at {}\n", group.origin(tasks)));
    if group.members.iter().any(|task| task.name.is_none()) {
        push(out, format_args!("future = {}\n", label::short(&first.future)));
    }
    if trace.is_some() {
        push_flaws(group, "doubt = ", "", out);
    }
    let Some(trace) = trace else {
        if matches!(first.state, TaskState::Idle { .. }) && first.flaw.is_none() {
            out.push_str("  <no trace>\n");
        }
        return push_flaws(group, "  <no trace: ", ">", out);
    };
    if !trace.id.is_empty() {
        push(out, format_args!("trace = {}\n", escape::line(&trace.id)));
    }
    trace::push_trace(trace, &|at| group.awaited(tasks, at), out);
}

/// Each reason why the traces are missing or doubtful.
fn push_flaws(group: &Group<'_>, start: &str, end: &str, out: &mut String) {
    for flaw in group.flaws() {
        push(out, format_args!("{start}{}{end}\n", escape::line(&flaw)));
    }
}
