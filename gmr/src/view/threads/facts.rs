//! What is known of threads beside their stacks, in words.

use super::label;
use crate::model::{Contention, CpuTime, Deadlock, Switches, Thread, Threads, WaitKind};
use crate::view::time;
use crate::view::words::count;
use std::borrow::Cow;
use std::time::Duration;

/// What the thread waits for. A parked thread has a place of its own to wait at, which says
/// nothing of several.
pub(in crate::view) fn reason(thread: &Thread) -> Option<Cow<'_, str>> {
    let wait = thread.wait.as_ref()?;
    let reason = wait.reason.as_str();
    let is_own = wait.kind == WaitKind::Park;
    let without = reason.rsplit_once(" at 0x").map(|(words, _)| words).filter(|_| is_own);
    Some(without.unwrap_or(reason).into())
}

/// Each text that threads have, with these threads, in the order of the first of each.
pub(in crate::view) fn distinct<'t>(
    threads: &[&'t Thread],
    text: impl Fn(&'t Thread) -> Option<Cow<'t, str>>,
) -> Vec<(Cow<'t, str>, Vec<&'t Thread>)> {
    let mut found: Vec<(Cow<'t, str>, Vec<&Thread>)> = Vec::new();
    let mut position = std::collections::HashMap::new();
    for thread in threads {
        let Some(text) = text(thread) else { continue };
        let at = *position.entry(text.clone()).or_insert(found.len());
        match found.get_mut(at) {
            Some((_, members)) => members.push(thread),
            None => found.push((text, vec![*thread])),
        }
    }
    found
}

/// Time on a processor.
pub(in crate::view) fn cpu(spent: CpuTime) -> String {
    format!("{} user {} system", time::span(spent.user), time::span(spent.system))
}

/// How often the thread has left the processor.
pub(in crate::view) fn switches(switches: Switches) -> String {
    let all = switches.voluntary.saturating_add(switches.involuntary);
    let noun = if all == 1 { "switch" } else { "switches" };
    format!("{all} {noun} ({} involuntary)", switches.involuntary)
}

/// For how long, if that is known.
pub(in crate::view) fn since(
    least: Option<Duration>,
    most: Option<Duration>,
    at_least: bool,
) -> String {
    let about = if at_least { "at least" } else { "about" };
    match (least, most) {
        (Some(least), Some(most)) => format!(", for {about} {}", range(least, most)),
        _ => String::new(),
    }
}

/// One span, or the shortest and the longest of several.
pub(in crate::view) fn range(least: Duration, most: Duration) -> String {
    let (least, most) = (time::span(least), time::span(most));
    if least == most { least } else { format!("{least} to {most}") }
}

/// What several threads wait for: "3 threads wait for a std Mutex at 0x7f… that #13 has".
pub(in crate::view) fn contention(contention: &Contention) -> String {
    let Contention { address, what, waiters, owner } = contention;
    let has = owner.map_or_else(String::new, |owner| format!(" that #{owner} has"));
    format!("{} wait for {what} at {address:#x}{has}", count(waiters.len(), "thread"))
}

/// A ring in words: "#12 a waits for ... that #13 has; #13 b waits for ... that #12 has".
///
/// Where the locks are not known, neither is who has which.
pub(in crate::view) fn ring(threads: &Threads, deadlock: &Deadlock) -> String {
    let of = |at: usize| {
        let (id, lock) = deadlock.ring.get(at)?;
        let (next, _) = deadlock.ring.get(at + 1).or_else(|| deadlock.ring.first())?;
        let thread = threads.threads.iter().find(|thread| thread.id == *id);
        let who = thread.map_or_else(|| format!("#{id}"), label);
        let wait = thread.and_then(|thread| thread.wait.as_ref());
        let reason = wait.map_or("waits for a lock", |wait| &wait.reason);
        let is_told = reason.split_whitespace().any(|word| word == format!("#{next}"));
        let has = if is_told || lock.is_none() { "" } else { &format!(" that #{next} has") };
        Some(format!("{who} {reason}{has}"))
    };
    if deadlock.ring.is_empty() {
        return "threads wait for each other; which ones is not known".to_owned();
    }
    let links: Vec<String> = (0..deadlock.ring.len()).filter_map(of).collect();
    links.join("; ")
}
