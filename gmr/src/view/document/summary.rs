//! What a reader asks first, as numbers and in words.

use super::node::{Fields, Node};
use crate::model::{Contention, Deadlock, Report, Role, Thread, Threads};
use crate::view::threads::facts::ring;
use crate::view::verdict::{is_blocked, verdict};
use crate::view::{summary, tasks};

/// The summary.
pub(in crate::view) fn summary(report: &Report) -> Node<'_> {
    let mut fields = Fields::of(14);
    fields.put("text", Node::words(verdict(report)));
    let threads = report.threads();
    let number = |is: &dyn Fn(&Threads, &Thread) -> bool| {
        let number = |all: &Threads| all.threads.iter().filter(|thread| is(all, thread)).count();
        Node::int(threads.map_or(0, number) as i128)
    };
    fields.put("threads", number(&|_, _| true));
    fields.put("stacks", Node::int(threads.map_or(0, |all| all.stacks.len()) as i128));
    let is_idle = |all: &Threads, thread: &Thread| all.is_idle(thread);
    fields.put("blocked", number(&is_blocked));
    fields.put("idle", number(&|all, thread| thread.role == Role::Program && is_idle(all, thread)));
    fields.put("without_stack", number(&|_, thread| thread.stack.is_err()));
    let tasks = report.tasks();
    fields.put("tasks", Node::int(tasks.map_or(0, |all| all.tasks.len()) as i128));
    fields.put("traces", Node::int(tasks.map_or(0, |all| all.traces.len()) as i128));
    fields.put("longest_wait", Node::option(threads.and_then(longest_wait)));
    fields.put("deadlocks", list(threads, |all| all.deadlocks.iter(), deadlock));
    fields.put("contentions", list(threads, |all| all.contentions.iter(), |_, c| contention(c)));
    let suspects = tasks.map_or_else(Vec::new, |all| tasks::suspects(all, threads));
    fields.put("suspects", Node::List(suspects.into_iter().map(Node::words).collect()));
    let missing = summary::missing(report);
    fields.put("missing", Node::List(missing.into_iter().map(Node::words).collect()));
    fields.map()
}

/// What there is of something in the threads.
fn list<'r, T: 'r, I: Iterator<Item = &'r T> + 'r>(
    threads: Option<&'r Threads>,
    of: impl Fn(&'r Threads) -> I + 'r,
    node: fn(&'r Threads, &'r T) -> Node<'r>,
) -> Node<'r> {
    match threads {
        Some(threads) => Node::each(move || of(threads).map(move |one| node(threads, one))),
        None => Node::List(Vec::new()),
    }
}

/// The thread that has waited for another for the longest time.
fn longest_wait(threads: &Threads) -> Option<Node<'_>> {
    let blocked = threads.threads.iter().filter(|thread| is_blocked(threads, thread));
    let longest = blocked.max_by_key(|thread| thread.wait.as_ref().and_then(|wait| wait.since))?;
    let wait = longest.wait.as_ref().filter(|wait| wait.since.is_some())?;
    Some(Node::Map(vec![
        ("thread", super::threads::thread_name(longest)),
        ("reason", Node::text(&wait.reason)),
        ("since_ms", Node::option(wait.since.map(Node::millis))),
        ("at_least", Node::Bool(wait.at_least)),
    ]))
}

fn deadlock<'r>(threads: &'r Threads, deadlock: &'r Deadlock) -> Node<'r> {
    let link = |(thread, lock): &(u64, Option<u64>)| {
        let lock = Node::option(lock.map(Node::Hex));
        Node::Map(vec![("thread", id(*thread)), ("lock", lock)])
    };
    Node::Map(vec![
        ("text", Node::words(ring(threads, deadlock))),
        ("ring", Node::each(move || deadlock.ring.iter().map(link))),
    ])
}

fn contention(contention: &Contention) -> Node<'_> {
    Node::Map(vec![
        ("address", Node::Hex(contention.address)),
        ("what", Node::text(&contention.what)),
        ("owner", Node::option(contention.owner.map(id))),
        ("waiters", Node::each(|| contention.waiters.iter().map(|id| Node::int(*id)))),
    ])
}

fn id<'r>(thread: u64) -> Node<'r> {
    Node::Map(vec![("id", Node::int(thread))])
}
