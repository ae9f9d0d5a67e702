//! A report in one sentence: what an operator should look at first.

use super::escape;
use super::frame::innermost_of_program;
use super::tasks::suspects;
use super::threads::facts::ring;
use super::words::count;
use crate::model::{Report, Role, Stack, Thread, Threads, WaitKind};

/// What is most likely wrong: threads in a ring, else a suspicious task, else where most threads
/// wait for others. It says so if nothing stands out.
pub(super) fn verdict(report: &Report) -> String {
    let found = report.threads().and_then(deadlock);
    let found = found.or_else(|| suspect(report));
    let found = found.or_else(|| report.threads().and_then(crowd));
    found.unwrap_or_else(|| match report.threads() {
        Some(threads) => {
            let threads = count(threads.threads.len(), "thread");
            format!("nothing stands out among {threads}")
        }
        None => "the report has no threads".to_owned(),
    })
}

/// Whether it is a thread of the program that waits for another thread, and not for work.
pub(super) fn is_blocked(threads: &Threads, thread: &Thread) -> bool {
    let waits_for_another = thread.wait.as_ref().is_some_and(|wait| {
        let kinds = [WaitKind::Lock, WaitKind::Notification, WaitKind::Park, WaitKind::Join];
        kinds.contains(&wait.kind)
    });
    thread.role == Role::Program && waits_for_another && !threads.is_idle(thread)
}

fn deadlock(threads: &Threads) -> Option<String> {
    let first = threads.deadlocks.first()?;
    let more = match threads.deadlocks.len() - 1 {
        0 => String::new(),
        more => format!(", and {} more", count(more, "deadlock")),
    };
    let ring = ring(threads, first);
    Some(format!("deadlock of {}: {ring}{more}", count(first.ring.len(), "thread")))
}

fn suspect(report: &Report) -> Option<String> {
    let suspects = suspects(report.tasks()?, report.threads());
    let first = suspects.first()?;
    Some(match suspects.len() - 1 {
        0 => first.clone(),
        more => format!("{first}, and {}", count(more, "more suspect")),
    })
}

/// The place at which most threads wait for other threads, if several do.
fn crowd(threads: &Threads) -> Option<String> {
    let mut waiting = vec![0_usize; threads.stacks.len()];
    let blocked = threads.threads.iter().filter(|thread| is_blocked(threads, thread));
    for at in blocked.filter_map(|thread| thread.stack.as_ref().ok()) {
        if let Some(number) = waiting.get_mut(*at) {
            *number += 1;
        }
    }
    // Of several places with as many threads, the first.
    let (at, most) = waiting.iter().enumerate().rev().max_by_key(|(_, number)| **number)?;
    if *most < 2 {
        return None;
    }
    let is_there = |thread: &&Thread| thread.stack == Ok(at) && is_blocked(threads, thread);
    let first = threads.threads.iter().find(is_there)?;
    let reason = first.wait.as_ref()?.reason.as_str();
    // Where it is, is another's place if several wait.
    let reason = reason.split(" at 0x").next().unwrap_or(reason);
    let reason = reason.strip_prefix("waits ").unwrap_or(reason);
    let all = threads.threads.len();
    let place = threads.stacks.get(at).and_then(place);
    let place = place.map_or_else(String::new, |place| format!(" in {place}"));
    Some(format!("{most} of {all} threads wait {}{place}", escape::line(reason)))
}

/// The innermost function of the program's own.
fn place(stack: &Stack) -> Option<String> {
    let own = innermost_of_program(stack)?;
    Some(escape::line(own.function.as_deref()?).into_owned())
}
