//! What a reader needs first, in words: who asked, how many there are, and what is missing.

use super::words::{count, tally};
use super::{status, tasks};
use crate::model::{Report, Role, StackEnd, Thread, Threads, TriggerKind};

/// Who asked, and how often.
pub(super) fn trigger(report: &Report) -> String {
    let trigger = &report.trigger;
    let what = match &trigger.kind {
        TriggerKind::Signal { name, sender: Some(sender) } => {
            format!("signal {name} from pid {} (uid {})", sender.pid, sender.uid)
        }
        TriggerKind::Signal { name, sender: None } => format!("signal {name}"),
        TriggerKind::File { path } => format!("file {path}"),
        TriggerKind::Panic { place, thread, name, .. } => {
            let stack = report.threads().and_then(|threads| threads.stack_of(*thread));
            let name = name.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
            let place = place.as_deref().map(|place| format!(" at {place}")).unwrap_or_default();
            let whose = stack.map_or("", |_| ", whose stack is under Threads");
            format!("panic of thread #{thread}{name}{place}{whose}")
        }
        TriggerKind::Api => "API call".to_owned(),
    };
    match trigger.requests {
        0 | 1 => what,
        requests => format!("{what}, {requests} requests"),
    }
}

/// How many sections there are, and how many of them are incomplete.
pub(super) fn sections(report: &Report) -> String {
    let failed = report.sections.iter().filter(|s| status::words(&s.status).is_some()).count();
    match failed {
        0 => report.sections.len().to_string(),
        failed => format!("{}, {failed} incomplete", report.sections.len()),
    }
}

/// How many threads there are; of the program's own, how many do not wait for work in a pool.
pub(super) fn totals(threads: &Threads) -> String {
    let stacks = count(threads.stacks.len(), "distinct stack");
    let number_of = |is: &dyn Fn(&Thread) -> bool| threads.threads.iter().filter(|t| is(t)).count();
    let without = number_of(&|thread| thread.stack.is_err());
    let busy = number_of(&|thread| thread.role == Role::Program && !threads.is_idle(thread));
    let all = threads.threads.len();
    match without {
        0 => format!("{all}, {stacks}, {busy} not idle"),
        without => format!("{all}, {stacks}, {busy} not idle, {without} without a stack"),
    }
}

/// What the report could not show, each with its reason.
pub(super) fn missing(report: &Report) -> Vec<String> {
    let mut missing = Vec::new();
    for section in &report.sections {
        if let Some(words) = status::words(&section.status) {
            missing.push(format!("{}: {}", section.title, first_line(&words)));
        }
    }
    if let Some(threads) = report.threads() {
        push_missing_stacks(threads, &mut missing);
    }
    if let Some(tasks) = report.tasks() {
        missing.extend(tasks::missing(tasks));
        missing.extend(tasks.notes.iter().cloned());
    }
    missing
}

fn push_missing_stacks(threads: &Threads, missing: &mut Vec<String>) {
    let without = threads.threads.iter().filter_map(|thread| thread.stack.as_ref().err());
    let without = without.map(String::as_str);
    for (reason, number) in tally(without) {
        missing.push(format!("{} without a stack: {reason}", count(number, "thread")));
    }
    let truncated = threads.stacks.iter().filter_map(|stack| match &stack.end {
        StackEnd::Truncated(reason) => Some(reason.as_str()),
        StackEnd::Root | StackEnd::LeftOut(_) => None,
    });
    for (reason, number) in tally(truncated) {
        missing.push(format!("{} truncated: {reason}", count(number, "stack")));
    }
    let doubts = threads.threads.iter().filter_map(|thread| thread.doubt.as_deref());
    for (doubt, number) in tally(doubts) {
        missing.push(format!("{} with a doubtful stack: {doubt}", count(number, "thread")));
    }
    missing.extend(threads.notes.iter().cloned());
}

/// The first of several lines; the section itself shows them all.
fn first_line(words: &str) -> String {
    match words.split_once('\n') {
        Some((first, _)) => format!("{first} …"),
        None => words.to_owned(),
    }
}
