//! The Threads section: every stack once, with its threads.

use super::blocks::{WIDTH, heading, table};
use super::facts;
use super::modules::push_modules;
use super::stack;
use crate::model::Threads;
use crate::view::escape;
use crate::view::push::push;
use crate::view::threads::{Group, by_state, groups, label};
use crate::view::words::count;
use std::borrow::Cow;

/// Appends the body of the section.
pub(super) fn push_threads(threads: &Threads, out: &mut String) {
    for note in &threads.notes {
        push(out, format_args!("<{}>\n", escape::line(note)));
    }
    if !threads.threads.is_empty() {
        push_states(threads, out);
    }
    facts::push_contentions(threads, out);
    for group in groups(threads) {
        out.push('\n');
        push_group(threads, &group, out);
        stack::push_stack(threads, group.stack, out);
    }
    let frames = threads.stacks.iter().flat_map(|stack| stack.frames.iter());
    push_modules(frames, &threads.modules, out);
}

/// How many threads are in which state, the most frequent first.
fn push_states(threads: &Threads, out: &mut String) {
    let mut rows: Vec<(Cow<'_, str>, usize)> = by_state(&threads.threads)
        .into_iter()
        .map(|(state, members)| (state, members.len()))
        .collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let rows: Vec<_> =
        rows.into_iter().map(|(state, count)| [state.into_owned(), count.to_string()]).collect();
    table(["State", "Threads"], &rows, out);
}

fn push_group(threads: &Threads, group: &Group<'_>, out: &mut String) {
    if let [thread] = group.members[..] {
        heading(&format!("Thread {}", label(thread)), out);
        facts::push_thread(thread, out);
    } else {
        let what = if group.stack.is_ok() { "with this stack" } else { "without a stack" };
        heading(&format!("{} {what}", count(group.members.len(), "thread")), out);
        for (state, members) in by_state(group.members.iter().copied()) {
            let labels: Vec<_> = members.into_iter().map(label).collect();
            push_wrapped(&format!("{state} = "), &labels, out);
        }
        let is_idle = group.stack(threads).is_some_and(|stack| stack.idle.is_some());
        facts::push_group(&group.members, is_idle, out);
    }
    let Some(stack) = group.stack(threads) else { return };
    if let Some(idle) = &stack.idle {
        push(out, format_args!("idle = waits for {}\n", escape::line(idle)));
    }
    if !stack.id.is_empty() {
        push(out, format_args!("stack = {}\n", escape::line(&stack.id)));
    }
}

/// A list with commas, broken between its items where the line is full.
pub(super) fn push_wrapped(start: &str, items: &[String], out: &mut String) {
    let mut column = start.chars().count();
    out.push_str(start);
    for (index, item) in items.iter().enumerate() {
        let comma = usize::from(index + 1 < items.len());
        let width = item.chars().count() + comma;
        if index > 0 && column + 1 + width > WIDTH {
            out.push_str("\n  ");
            column = 2;
        } else if index > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(item);
        out.push_str(&",".repeat(comma));
        column += width;
    }
    out.push('\n');
}
