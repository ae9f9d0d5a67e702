//! The Threads section: every stack once, with its threads.

use super::chips::{chips, push_chips, push_tokens};
use super::frames::{Frames, push_function};
use super::markup::{element, text};
use super::modules::{push_folders, push_modules};
use super::thread::{push_state, push_thread, state_token, wait_token};
use crate::model::{Contention, Role, Thread, Threads};
use crate::view::frame::{innermost_of_program, place};
use crate::view::push::push;
use crate::view::threads::{Group, by_state, facts, groups, label, state};
use crate::view::time;
use crate::view::words::count;

/// So many groups are open at first; so many threads of one are named in its title.
const OPEN: usize = 25;
const NAMED: usize = 4;

/// Appends the body of the section.
pub(super) fn push_threads(threads: &Threads, out: &mut String) {
    for note in &threads.notes {
        element("p class=note", note, out);
    }
    let states = threads.threads.iter().map(|thread| (state_token(thread), state(thread).into()));
    push_chips("States", &chips(states), out);
    let waits = threads.threads.iter().filter_map(wait_token);
    push_chips("Waits for", &chips(waits.map(|wait| (wait, wait.to_owned()))), out);
    push_contentions(&threads.contentions, out);
    out.push_str("<details id=icicle class=more hidden><summary><h3>Icicle</h3> <small>threads by stack, the root at the top</small></summary></details>\n");
    push_groups(threads, out);
    push_modules(&threads.modules, out);
    push_folders(threads.stacks.iter().flat_map(|stack| stack.frames.iter().map(|f| &**f)), out);
    let timing = &threads.timing;
    let spans = [timing.capture, timing.unwind, timing.symbolize].map(time::span);
    let [capture, unwind, symbolize] = spans;
    let words = format!("taking {capture}, unwinding {unwind}, naming {symbolize}");
    element("p class=origin", &words, out);
}

/// What several threads wait for, and who has it, with links to their stacks.
fn push_contentions(contentions: &[Contention], out: &mut String) {
    if contentions.is_empty() {
        return;
    }
    out.push_str("<h3>Waiters</h3>\n<ul class=list>\n");
    for contention in contentions {
        element("li", &facts::contention(contention), out);
        out.truncate(out.len() - "</li>".len());
        out.push(':');
        for id in contention.owner.iter().chain(&contention.waiters) {
            push(out, format_args!(" <a href=\"#thread-{id}\">#{id}</a>"));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

/// What is idle is folded, and so is what is gmr's, at the end.
fn push_groups(threads: &Threads, out: &mut String) {
    let mut frames = Frames::new(&threads.modules);
    let groups = groups(threads);
    let is_own = |group: &&Group<'_>| group.members.iter().all(|t| t.role != Role::Program);
    let is_idle = |group: &&Group<'_>| group.stack(threads).is_some_and(|s| s.idle.is_some());
    let busy = groups.iter().filter(|group| !is_own(group) && !is_idle(group));
    for (at, group) in busy.enumerate() {
        push_group(threads, group, at < OPEN, &mut frames, out);
    }
    let idle: Vec<_> = groups.iter().filter(|group| !is_own(group) && is_idle(group)).collect();
    push_folded("idle", "waiting for work in a pool", &idle, threads, &mut frames, out);
    let own: Vec<_> = groups.iter().filter(is_own).collect();
    push_folded("gmr", "of gmr", &own, threads, &mut frames, out);
}

/// Groups under one heading that has to be opened.
fn push_folded<'t>(
    class: &'static str,
    what: &'static str,
    groups: &[&Group<'t>],
    threads: &'t Threads,
    frames: &mut Frames<'t>,
    out: &mut String,
) {
    if groups.is_empty() {
        return;
    }
    let members = groups.iter().map(|group| group.members.len()).sum();
    push(out, format_args!("<details class=\"fold {class}\"><summary><h3>"));
    element("span", &format!("{} {what}", count(members, "thread")), out);
    out.push_str("</h3> ");
    element("small", &format!("{}, folded", count(groups.len(), "stack")), out);
    out.push_str("</summary>\n");
    for group in groups {
        push_group(threads, group, false, frames, out);
    }
    out.push_str("</details>\n");
}

fn push_group<'t>(
    threads: &'t Threads,
    group: &Group<'t>,
    is_open: bool,
    frames: &mut Frames<'t>,
    out: &mut String,
) {
    let members = &group.members;
    let tokens = members.iter().flat_map(|t| [Some(state_token(t)), wait_token(t)]);
    out.push_str("<details class=\"group item\"");
    push_tokens(tokens.flatten(), out);
    push(out, format_args!(" data-n={}", members.len()));
    out.push_str(if is_open { " open>" } else { ">" });
    push_summary(threads, group, out);
    out.push_str("<ul class=members>\n");
    let is_alone = members.len() == 1;
    members.iter().for_each(|thread| push_thread(thread, is_alone, out));
    out.push_str("</ul>\n");
    match (group.stack(threads), group.stack) {
        (Some(stack), _) => {
            if let Some(idle) = &stack.idle {
                element("p class=id", &format!("idle: waits for {idle}"), out);
            }
            frames.push_stack(stack, Some(&stack.id), out);
        }
        (None, Err(reason)) => element("p class=note", &format!("no stack: {reason}"), out),
        (None, Ok(_)) => out.push_str("<p class=note>no stack: it is not in this report</p>\n"),
    }
    out.push_str("</details>\n");
}

/// What a group is, on a line or two: who, in which states, what for, and where.
fn push_summary(threads: &Threads, group: &Group<'_>, out: &mut String) {
    out.push_str("<summary><h3>");
    let members = &group.members;
    if members.len() > 1 {
        element("b", &count(members.len(), "thread"), out);
        out.push(' ');
    }
    let mut labels: Vec<String> = members.iter().take(NAMED).map(|thread| label(thread)).collect();
    if members.len() > NAMED {
        labels.push(format!("and {} more", members.len() - NAMED));
    }
    element("span", &labels.join(", "), out);
    out.push_str("</h3> ");
    for (words, those) in by_state(members.iter().copied()) {
        let Some(first) = those.first() else { continue };
        let number =
            if those.len() == members.len() { String::new() } else { format!(" {}", those.len()) };
        push_state(state_token(first), &format!("{words}{number}"), out);
    }
    push_wait(members, out);
    let frame = group.stack(threads).and_then(innermost_of_program);
    if let Some(frame) = frame {
        out.push_str(" <span class=at>");
        push_function(frame, out);
        out.push(' ');
        text(&place(frame).unwrap_or_default(), out);
        out.push_str("</span>");
    }
    out.push_str("</summary>\n");
}

/// What the first thread waits for, and since when all of them do.
fn push_wait(members: &[&Thread], out: &mut String) {
    let waits = || members.iter().filter_map(|thread| thread.wait.as_ref());
    let Some(reason) = members.iter().find_map(|thread| facts::reason(thread)) else { return };
    let times = || waits().filter_map(|wait| wait.since);
    let at_least = waits().any(|wait| wait.at_least);
    let since = facts::since(times().min(), times().max(), at_least);
    let is_same = |thread: &&&Thread| facts::reason(thread).as_deref() == Some(&reason);
    let others = if members.iter().all(|thread| is_same(&thread)) { "" } else { " and more" };
    out.push(' ');
    element("span class=why", &format!("{reason}{others}{since}"), out);
}
