//! How threads are called, and what they do. What comes out is printable.

use crate::model::{Deadlock, Role, Thread, ThreadState, Threads};
use crate::view::escape;
use std::borrow::Cow;

pub(in crate::view) fn state(thread: &Thread) -> Cow<'static, str> {
    match thread.state {
        Some(ThreadState::Other(letter)) => {
            format!("unknown state {}", escape::line(letter.encode_utf8(&mut [0; 4]))).into()
        }
        Some(state) => state.word().into(),
        None => "<unknown>".into(),
    }
}

/// Id, name and, if it is one of ours, what it does for gmr.
pub(in crate::view) fn label(thread: &Thread) -> String {
    let name = escape::line(&thread.name);
    let space = if name.is_empty() { "" } else { " " };
    let role = match thread.role {
        Role::Program => "",
        Role::Reporter => " (gmr reporter)",
        Role::Worker => " (gmr worker)",
    };
    format!("#{}{space}{name}{role}", thread.id)
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
    let links: Vec<String> = (0..deadlock.ring.len()).filter_map(of).collect();
    links.join("; ")
}
