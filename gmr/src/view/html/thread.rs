//! A thread as an item of a list: who it is, what it does, and what it has used.

use super::markup::{element, formatted, text};
use crate::model::{Method, Thread, ThreadState};
use crate::view::push::push;
use crate::view::threads::{facts, label, state};
use crate::view::time;

/// Appends the thread; links lead to it by its id. Of one that `is_alone` in its group, the title
/// of the group says who it is and what it does.
pub(super) fn push_thread(thread: &Thread, is_alone: bool, out: &mut String) {
    push(out, format_args!("<li id=thread-{}>", thread.id));
    if !is_alone {
        element("b", &label(thread), out);
        out.push(' ');
        push_state(state_token(thread), &state(thread), out);
    }
    if let Some(wait) = thread.wait.as_ref().filter(|_| !is_alone) {
        let since = facts::since(wait.since, wait.since, wait.at_least);
        out.push_str(" <span>");
        text(&wait.reason, out);
        text(&since, out);
        out.push_str("</span>");
    }
    push_call(thread, out);
    out.push_str(" <small>");
    text(&used(thread).join(" · "), out);
    out.push_str("</small>");
    if let Some(doubt) = &thread.doubt {
        element("em", &format!("doubtful stack: {doubt}"), out);
    }
    out.push_str("</li>\n");
}

/// A state by its colour and by its word.
pub(super) fn push_state(token: &'static str, word: &str, out: &mut String) {
    out.push_str("<span class=\"st ");
    out.push_str(token);
    out.push_str("\">");
    text(word, out);
    out.push_str("</span>");
}

/// The system call, with what is known of its arguments, and these as they are.
fn push_call(thread: &Thread, out: &mut String) {
    let Some(call) = &thread.call else { return };
    let name = call.name.as_deref().map_or_else(|| call.number.to_string(), str::to_owned);
    let detail = call.detail.as_deref().unwrap_or("...");
    out.push_str(" <code>");
    formatted(format_args!("{name}({detail})"), out);
    out.push_str("</code>");
    push(out, format_args!("<small class=raw>call {} (", call.number));
    for (at, argument) in call.arguments.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        push(out, format_args!("{comma}{argument:#x}"));
    }
    out.push_str(")</small>");
}

/// Its age, its time on processors, how it is scheduled, and how its stack was taken.
fn used(thread: &Thread) -> Vec<String> {
    let method = thread.method.map(|method| match method {
        Method::Passive => "read in its sleep",
        Method::Signal => "asked by a signal",
        Method::Own => "made this report",
    });
    let used = [
        thread.age.map(|age| format!("{} old", time::span(age))),
        thread.cpu.map(|spent| format!("cpu {}", facts::cpu(spent))),
        thread.switches.map(facts::switches),
        thread.policy.clone(),
        thread.wait.as_ref().and_then(|wait| Some(format!("waits on {:#x}", wait.on?))),
        method.map(str::to_owned),
    ];
    used.into_iter().flatten().collect()
}

/// What the page calls the state: chips and colours go by it.
pub(super) fn state_token(thread: &Thread) -> &'static str {
    match thread.state {
        Some(ThreadState::Running) => "running",
        Some(ThreadState::Sleeping) => "sleeping",
        Some(ThreadState::DiskSleep) => "disk",
        Some(ThreadState::Stopped) => "stopped",
        Some(ThreadState::Traced) => "traced",
        Some(ThreadState::Zombie) => "zombie",
        Some(ThreadState::Dead) => "dead",
        Some(ThreadState::Idle) => "kernel-idle",
        Some(ThreadState::Other(_)) => "other",
        None => "unknown",
    }
}

/// What sort of thing it waits for, in a word.
pub(super) fn wait_token(thread: &Thread) -> Option<&'static str> {
    Some(thread.wait.as_ref()?.kind.word())
}
