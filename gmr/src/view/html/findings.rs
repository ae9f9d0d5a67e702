//! What a report finds, in words: the worst first.

use crate::model::{Content, Report, Role, Threads};
use crate::view::threads::{Group, facts, groups};
use crate::view::words::count;
use crate::view::{frame, tasks};

/// Fewer threads at one place are no crowd.
const CROWD: usize = 3;

/// Something that a reader should know first.
pub(super) struct Finding {
    /// A word for what it is.
    pub(super) kind: &'static str,
    /// In words.
    pub(super) words: String,
    /// Where there is more.
    pub(super) link: Link,
}

/// A place in the page.
pub(super) enum Link {
    /// The thread with this id.
    Thread(u64),
    /// The section with this number.
    Section(usize),
}

/// All of them.
pub(super) fn findings(report: &Report) -> Vec<Finding> {
    let mut found = Vec::new();
    let number_of = |is: fn(&Content) -> bool| {
        let section = report.sections.iter().position(|section| is(&section.content));
        Link::Section(section.unwrap_or_default())
    };
    let threads = report.threads();
    for deadlock in threads.iter().flat_map(|threads| &threads.deadlocks) {
        let words = threads.map(|threads| facts::ring(threads, deadlock)).unwrap_or_default();
        let first = deadlock.ring.first().map_or(0, |(id, _)| *id);
        found.push(Finding { kind: "deadlock", words, link: Link::Thread(first) });
    }
    if let Some(all) = report.tasks() {
        for words in tasks::suspects(all, threads) {
            let link = number_of(|content| matches!(content, Content::Tasks(_)));
            found.push(Finding { kind: "suspect", words, link });
        }
    }
    for contention in threads.iter().flat_map(|threads| &threads.contentions) {
        let first = contention.owner.or_else(|| contention.waiters.first().copied());
        let link = Link::Thread(first.unwrap_or_default());
        found.push(Finding { kind: "contention", words: facts::contention(contention), link });
    }
    found.extend(threads.and_then(crowd));
    found
}

/// The most threads of the program that are at one place, and not in idleness.
fn crowd(threads: &Threads) -> Option<Finding> {
    let groups = groups(threads);
    let is_busy = |group: &&Group<'_>| {
        let is_programs = group.members.iter().any(|thread| thread.role == Role::Program);
        is_programs && group.stack(threads).is_some_and(|stack| stack.idle.is_none())
    };
    let busy = groups.iter().filter(is_busy);
    // Of several that are as large, the first.
    let most = busy.rev().max_by_key(|group| group.members.len())?;
    let [first, ..] = most.members[..] else { return None };
    if most.members.len() < CROWD {
        return None;
    }
    let place = most.stack(threads).and_then(frame::innermost_of_program);
    let place = place.map_or_else(String::new, |call| format!(", in {}", frame::words(call)));
    let reason = facts::reason(first).unwrap_or_else(|| "is there".into());
    let words = format!(
        "{} of {} share one stack: the first {reason}{place}",
        count(most.members.len(), "thread"),
        threads.threads.len(),
    );
    Some(Finding { kind: "crowd", words, link: Link::Thread(first.id) })
}
