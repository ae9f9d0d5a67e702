//! The threads in words: which of them are shown together, and what they are called.

pub(super) mod facts;

use super::escape;
use crate::model::{Role, Stack, Thread, ThreadState, Threads};
use std::borrow::Cow;
use std::collections::HashMap;

/// The threads that share a stack, or the reason for having none.
pub(in crate::view) struct Group<'t> {
    pub(in crate::view) stack: &'t Result<usize, String>,
    pub(in crate::view) members: Vec<&'t Thread>,
}

impl<'t> Group<'t> {
    /// The stack, if there is one.
    pub(in crate::view) fn stack(&self, threads: &'t Threads) -> Option<&'t Stack> {
        threads.stacks.get(*self.stack.as_ref().ok()?)
    }
}

/// Groups in the order of their first threads, but those with one id together; what is idle behind
/// the others, and what is gmr's at the end, where it does not stand in the way.
pub(in crate::view) fn groups(threads: &Threads) -> Vec<Group<'_>> {
    let mut position = HashMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for thread in &threads.threads {
        let at = *position.entry(&thread.stack).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.members.push(thread),
            None => groups.push(Group { stack: &thread.stack, members: vec![thread] }),
        }
    }
    let mut first_of_id = HashMap::new();
    let mut keyed: Vec<_> = Vec::with_capacity(groups.len());
    for (index, group) in groups.into_iter().enumerate() {
        let stack = group.stack(threads).filter(|stack| !stack.id.is_empty());
        let place = stack.map_or(index, |stack| *first_of_id.entry(&stack.id).or_insert(index));
        let is_idle = group.stack(threads).is_some_and(|stack| stack.idle.is_some());
        let is_own = group.members.iter().all(|thread| thread.role != Role::Program);
        keyed.push(((is_own, is_idle, place), group));
    }
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, group)| group).collect()
}

/// The threads of each state, in the order of the first of each.
pub(in crate::view) fn by_state<'t>(
    threads: impl IntoIterator<Item = &'t Thread>,
) -> Vec<(Cow<'static, str>, Vec<&'t Thread>)> {
    let mut states: Vec<(Cow<'static, str>, Vec<&Thread>)> = Vec::new();
    for thread in threads {
        let state = state(thread);
        match states.iter_mut().find(|(known, _)| *known == state) {
            Some((_, members)) => members.push(thread),
            None => states.push((state, vec![thread])),
        }
    }
    states
}

/// What the thread does, in a word.
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
