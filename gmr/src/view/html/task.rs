//! A task as an item of a list: what it is called, what it does and since when.

use super::markup::{element, text};
use super::thread::push_state;
use crate::model::{Task, TaskState};
use crate::view::push::push;
use crate::view::words::grouped;
use crate::view::{tasks, time};

/// So many tasks that a task awaits are named.
const AWAITED: usize = 100;

/// Appends the task; links lead to it by its id. Of one that `is_alone` in its group, the title of
/// the group says what it does.
pub(super) fn push_task(task: &Task, is_alone: bool, out: &mut String) {
    push(out, format_args!("<li id=task-{}>", task.id));
    push_label(task, out);
    out.push(' ');
    if !is_alone || has_thread(task) {
        push_task_state(task, out);
    }
    if let Some(parent) = task.parent {
        out.push_str(" <span>made by ");
        push_link(parent, out);
        out.push_str("</span>");
    }
    push_awaited(&task.awaits, out);
    let age = time::span(task.age);
    let (polls, busy) = (grouped(task.polls), time::span(task.busy));
    let s = if task.polls == 1 { "" } else { "s" };
    let used = format!("{age} old · {polls} poll{s} · busy {busy} · {} B", grouped(task.size));
    out.push(' ');
    element("small", &used, out);
    if let Some(flaw) = &task.flaw {
        element("em", flaw, out);
    }
    out.push_str("</li>\n");
}

/// Number, name and detail, whole.
fn push_label(task: &Task, out: &mut String) {
    push(out, format_args!("<b>#{} ", task.id));
    text(task.name.as_deref().unwrap_or_default(), out);
    out.push_str("</b>");
    if let Some(detail) = &task.detail {
        out.push(' ');
        element("span", detail, out);
    }
}

/// What it does, with the thread on which it does.
pub(super) fn push_task_state(task: &Task, out: &mut String) {
    let (token, word) = task_state(task);
    push_state(token, word, out);
    let span = time::span(tasks::span(task));
    match task.state {
        TaskState::Running { thread, .. } | TaskState::Dropping { thread } if thread != 0 => {
            push(out, format_args!(" <span>for {span} on <a href=\"#thread-{thread}\">"));
            push(out, format_args!("thread #{thread}</a></span>"));
        }
        TaskState::Done => {}
        _ => push(out, format_args!(" <span>for {span}</span>")),
    }
}

/// What the page calls the state, and its word.
pub(super) fn task_state(task: &Task) -> (&'static str, &'static str) {
    match task.state {
        TaskState::New => ("new", "never polled"),
        TaskState::Idle { .. } => ("waiting", "waiting"),
        TaskState::Running { .. } => ("running", "running"),
        TaskState::Done => ("done", "ended"),
        TaskState::Dropping { .. } => ("dropping", "being dropped"),
    }
}

/// Whether there is a thread to link to.
fn has_thread(task: &Task) -> bool {
    matches!(task.state, TaskState::Running { .. } | TaskState::Dropping { .. })
}

/// Links to the tasks that it awaits.
fn push_awaited(awaits: &[u64], out: &mut String) {
    if awaits.is_empty() {
        return;
    }
    out.push_str(" <span>awaits");
    for id in awaits.iter().take(AWAITED) {
        out.push(' ');
        push_link(*id, out);
    }
    if let Some(more @ 1..) = awaits.len().checked_sub(AWAITED) {
        push(out, format_args!(" and {more} more"));
    }
    out.push_str("</span>");
}

/// A link to a task by its number.
pub(super) fn push_link(id: u64, out: &mut String) {
    push(out, format_args!("<a href=\"#task-{id}\">#{id}</a>"));
}
