//! Tasks of one place that wait at one trace: they are told together.

use super::span;
use crate::model::{Place, Task, TaskState, Tasks};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Tasks that are told together: the longest wait first.
pub(in crate::view) struct Group<'t> {
    pub(in crate::view) members: Vec<&'t Task>,
}

/// What the tasks of a group have in common: what they do and on which thread, where they were
/// made, where they wait, and whether that is certain.
type Key<'t> = (u8, u64, &'t Place, Option<usize>, bool);

fn key(task: &Task) -> Key<'_> {
    let (rank, thread) = match task.state {
        TaskState::Running { thread, .. } => (0, thread),
        TaskState::Dropping { thread } => (1, thread),
        TaskState::Idle { .. } => (2, 0),
        TaskState::New => (3, 0),
        TaskState::Done => (4, 0),
    };
    (rank, thread, &task.spawned, task.trace, task.flaw.is_some())
}

/// What a thread is busy with, then what waits, the longest wait first; what has ended at the end.
pub(in crate::view) fn groups(tasks: &Tasks) -> Vec<Group<'_>> {
    let mut position = HashMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for task in &tasks.tasks {
        let at = *position.entry(key(task)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.members.push(task),
            None => groups.push(Group { members: vec![task] }),
        }
    }
    for group in &mut groups {
        group.members.sort_by_key(|task| (Reverse(span(task)), task.id));
    }
    groups.sort_by_key(|group| {
        let place = |task: &&Task| {
            let rank = match task.state {
                TaskState::Running { .. } | TaskState::Dropping { .. } => 0,
                TaskState::Idle { .. } | TaskState::New => 1,
                TaskState::Done => 2,
            };
            (rank, Reverse(span(task)), task.id)
        };
        group.members.first().map(place)
    });
    groups
}
