//! Who made whom, and who awaits whom.

use crate::model::{Task, Tasks};
use std::collections::HashMap;

/// The tasks that each task has made, by its id.
pub(in crate::view) fn children(tasks: &Tasks) -> HashMap<u64, Vec<&Task>> {
    let mut children: HashMap<u64, Vec<&Task>> = HashMap::new();
    for task in &tasks.tasks {
        if let Some(parent) = parent(tasks, task) {
            children.entry(parent.id).or_default().push(task);
        }
    }
    children
}

/// The task that made it, if it is there. Whatever a report says, nobody is made by a later one.
pub(in crate::view) fn parent<'t>(tasks: &'t Tasks, task: &Task) -> Option<&'t Task> {
    tasks.task(task.parent.filter(|parent| *parent < task.id)?)
}

/// Those that a task awaits and has not made itself, `most` of them.
pub(in crate::view) fn strangers(task: &Task, children: &[&Task], most: usize) -> Vec<u64> {
    let is_child = |id: u64| children.iter().any(|child| child.id == id);
    task.awaits.iter().copied().filter(|id| !is_child(*id)).take(most).collect()
}
