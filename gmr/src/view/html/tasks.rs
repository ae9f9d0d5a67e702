//! The Green Threads section: every distinct trace once, with the tasks that have it.
//!
//! However many tasks there are, what is written of them is bounded, and every cut says how much
//! it cuts.

use super::chips::{chips, push_chips, push_tokens};
use super::markup::{element, text};
use super::modules::push_folders;
use super::task::{push_link, push_task, task_state};
use super::thread::push_state;
use super::trace::push_trace;
use super::tree::push_tree;
use crate::model::{Branch, BranchEnd, Frame, Module, Task, Tasks, Threads};
use crate::view::push::push;
use crate::view::tasks::groups::{Group, groups};
use crate::view::tasks::{label, missing, number, untracked};
use crate::view::time;
use crate::view::words::grouped;

/// So many groups are told, so many tasks of one are listed, and so many groups are open at first.
const GROUPS: usize = 2_000;
const MEMBERS: usize = 1_000;
const OPEN: usize = 25;
/// So many tasks that the tasks of a group await are named.
const AWAITED: usize = 20;

/// Appends the body of the section; tasks that run are linked to the threads on which they do.
pub(super) fn push_tasks(tasks: &Tasks, threads: Option<&Threads>, out: &mut String) {
    if tasks.tasks.is_empty() && tasks.notes.is_empty() {
        out.push_str(
            "<p class=note>no async task is tracked: spawn tasks with gmr::spawn, wrap futures \
             with .traced(), or put #[gmr::task] on an async fn</p>\n",
        );
    }
    let untracked = tasks.untracked.iter().map(untracked);
    for line in missing(tasks).into_iter().chain(untracked).chain(tasks.notes.iter().cloned()) {
        element("p class=note", &line, out);
        out.push('\n');
    }
    let states = tasks.tasks.iter().map(task_state);
    push_chips("States", &chips(states.map(|(token, word)| (token, word.to_owned()))), out);
    push_tree(tasks, out);
    push_groups(tasks, threads, out);
    let mut frames = Vec::new();
    tasks.traces.iter().for_each(|trace| collect(&trace.branches, &mut frames));
    push_folders(frames.into_iter(), out);
    let timing = &tasks.timing;
    let spans = [timing.collect, timing.unwind, timing.symbolize].map(time::span);
    let [collect, unwind, symbolize] = spans;
    let words = format!("asking {collect}, unwinding {unwind}, naming {symbolize}");
    element("p class=origin", &words, out);
    out.push('\n');
}

/// The frames of these branches.
fn collect<'t>(branches: &'t [Branch], frames: &mut Vec<&'t Frame>) {
    for branch in branches {
        frames.extend(branch.frames.iter().map(|frame| &**frame));
        if let BranchEnd::Fork(branches) = &branch.end {
            collect(branches, frames);
        }
    }
}

fn push_groups(tasks: &Tasks, threads: Option<&Threads>, out: &mut String) {
    let groups = groups(tasks);
    let modules: &[Module] = threads.map_or(&[], |threads| &threads.modules);
    let (shown, others) = groups.split_at(groups.len().min(GROUPS));
    for (at, group) in shown.iter().enumerate() {
        push_group(group, tasks, threads, modules, at < OPEN, out);
    }
    let rest: usize = others.iter().map(|group| group.members.len()).sum();
    if rest > 0 {
        let groups = grouped(others.len() as u64);
        let words = format!("{groups} more groups left out, of {} in all", number(rest));
        element("p class=note", &words, out);
    }
}

fn push_group(
    group: &Group<'_>,
    tasks: &Tasks,
    threads: Option<&Threads>,
    modules: &[Module],
    is_open: bool,
    out: &mut String,
) {
    let Some(&first) = group.members.first() else { return };
    out.push_str("<details class=\"group item\"");
    push_tokens(group.members.iter().map(|task| task_state(task).0), out);
    out.push_str(if is_open { " open>" } else { ">" });
    push_summary(group, first, tasks, threads, out);
    out.push_str("<ul class=members>\n");
    group
        .members
        .iter()
        .take(MEMBERS)
        .for_each(|task| push_task(task, group.members.len() == 1, out));
    if let Some(more @ 1..) = group.members.len().checked_sub(MEMBERS) {
        element("li class=e", &format!("{} more", number(more)), out);
    }
    out.push_str("</ul>\n<p class=id>made at ");
    text(&group.origin(tasks), out);
    out.push_str("<br>future <code>");
    text(&first.future, out);
    out.push_str("</code></p>\n");
    push_trace_of(group, first, tasks, modules, out);
    out.push_str("</details>\n");
}

/// The trace that the tasks share, or why there is none.
fn push_trace_of(
    group: &Group<'_>,
    first: &Task,
    tasks: &Tasks,
    modules: &[Module],
    out: &mut String,
) {
    let trace = tasks.trace_of(first);
    let what = if trace.is_some() { "doubtful" } else { "no trace" };
    for flaw in group.flaws() {
        element("p class=note", &format!("{what}: {flaw}"), out);
    }
    let Some(trace) = trace else { return };
    if !trace.id.is_empty() {
        out.push_str("<p class=id>trace <code>");
        text(&trace.id, out);
        out.push_str("</code></p>\n");
    }
    let mut awaited = |at: usize, out: &mut String| {
        let mut ids = group.members.iter().filter_map(|task| task.awaits.get(at)).peekable();
        out.push_str(if ids.peek().is_some() {
            "awaits"
        } else {
            "awaits a task that is not known"
        });
        for id in ids.by_ref().take(AWAITED) {
            out.push(' ');
            push_link(*id, out);
        }
        if let more @ 1.. = ids.count() {
            push(out, format_args!(" and {more} more"));
        }
    };
    push_trace(trace, modules, &mut awaited, out);
}

fn push_summary(
    group: &Group<'_>,
    first: &Task,
    tasks: &Tasks,
    threads: Option<&Threads>,
    out: &mut String,
) {
    out.push_str("<summary><h3>");
    element("b", &group.title(first), out);
    if group.members.len() > 1 {
        out.push(' ');
        let named = label::list(group.members.iter().copied(), 3);
        element("span", &named.join(", "), out);
    }
    out.push_str("</h3> ");
    let (token, word) = task_state(first);
    match group.state(tasks, threads) {
        ("state", words) => push_state(token, &words, out),
        (_, words) => {
            push_state(token, word, out);
            out.push_str(" <span class=why>");
            text(&words, out);
            out.push_str("</span>");
        }
    }
    out.push_str(" <span class=at>");
    text(&group.work(), out);
    out.push_str("</span></summary>\n");
}
