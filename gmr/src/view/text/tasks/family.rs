//! Who made whom, and who awaits whom: a tree, if there is more to tell than a list.

use crate::model::{Task, Tasks};
use crate::view::push::push;
use crate::view::tasks::family::{children, parent, strangers};
use crate::view::tasks::{label, number};
use std::collections::HashMap;

/// So many lines of the tree are shown.
const LINES: usize = 40;
/// So many tasks are shown below one.
const CHILDREN: usize = 5;
/// What is deeper is counted.
const DEPTH: usize = 8;
/// So many tasks that a task awaits, and has not made, are named.
const AWAITED: usize = 3;

/// Appends the tree, without the tasks that have made none and were made by none.
pub(super) fn push_family(tasks: &Tasks, out: &mut String) {
    let children = children(tasks);
    let is_root = |task: &&Task| {
        let has_children = children.contains_key(&task.id) || !strangers(task, &[], 1).is_empty();
        has_children && parent(tasks, task).is_none()
    };
    let roots: Vec<&Task> = tasks.tasks.iter().filter(is_root).collect();
    if roots.is_empty() {
        return;
    }
    out.push_str("\nfamily = \n");
    let mut tree = Tree { children, lines: 0, out };
    let told = roots.iter().take_while(|root| tree.task(root, "", 0)).count();
    if told < roots.len() {
        tree.left_out(roots.len() - told, 0);
    }
}

struct Tree<'t, 'o> {
    children: HashMap<u64, Vec<&'t Task>>,
    lines: usize,
    out: &'o mut String,
}

impl Tree<'_, '_> {
    /// A task and those below it; false if there is no room.
    fn task(&mut self, task: &Task, how: &str, depth: usize) -> bool {
        if self.lines >= LINES {
            return false;
        }
        self.lines += 1;
        let children = self.children.remove(&task.id).unwrap_or_default();
        let strangers = strangers(task, &children, AWAITED + 1);
        let mut also: Vec<String> = strangers.iter().map(|id| format!("#{id}")).collect();
        if also.len() > AWAITED {
            also.truncate(AWAITED);
            also.push("...".to_owned());
        }
        let also = match also.len() {
            0 => String::new(),
            _ => format!(", awaits {}", also.join(", ")),
        };
        let indent = 2 + 2 * depth;
        push(self.out, format_args!("{:indent$}{how}{}{also}\n", "", label::task(task)));
        let below = if depth == DEPTH { 0 } else { CHILDREN };
        let mut told = 0;
        for child in children.iter().take(below) {
            let is_awaited = task.awaits.contains(&child.id);
            if !self.task(child, if is_awaited { "awaits " } else { "spawned " }, depth + 1) {
                break;
            }
            told += 1;
        }
        if told < children.len() {
            self.left_out(children.len() - told, depth + 1);
        }
        true
    }

    fn left_out(&mut self, tasks: usize, depth: usize) {
        let indent = 2 + 2 * depth;
        push(self.out, format_args!("{:indent$}<{} more>\n", "", number(tasks)));
    }
}
