//! What a report could not show.

use super::number::{count, tally};
use super::status::status;
use super::tasks;
use crate::model::{Report, StackEnd, Threads};

/// What the report could not show, each with its reason.
pub(in crate::view) fn missing(report: &Report) -> Vec<String> {
    let mut missing = Vec::new();
    for section in &report.sections {
        if let Some(words) = status(&section.status) {
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
