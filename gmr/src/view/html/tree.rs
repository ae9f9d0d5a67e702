//! Who made whom, as a tree: each task with what it does, for how long, and how old it is.

use super::markup::{element, text};
use super::task::{push_link, push_task_state};
use crate::model::{Task, Tasks};
use crate::view::push::push;
use crate::view::tasks::family::{children, parent, strangers};
use crate::view::tasks::{label, number};
use crate::view::time;
use std::collections::HashMap;

/// So many tasks are in the tree; so many below one; and so many below each other, because a
/// browser ends elements that are nested too deeply.
const TASKS: usize = 2_000;
const CHILDREN: usize = 200;
const DEPTH: usize = 60;
/// So many tasks that a task awaits, and has not made, are named.
const AWAITED: usize = 3;

/// Appends the tree of all tasks, if one has made another or awaits it.
pub(super) fn push_tree(tasks: &Tasks, out: &mut String) {
    let children = children(tasks);
    let is_related =
        |task: &Task| children.contains_key(&task.id) || !strangers(task, &[], 1).is_empty();
    if !tasks.tasks.iter().any(is_related) {
        return;
    }
    out.push_str("<details class=more open><summary><h3>Task tree</h3> <small>who made whom, ");
    out.push_str("and who awaits whom</small></summary>\n<ul class=tree>\n");
    let roots = tasks.tasks.iter().filter(|task| parent(tasks, task).is_none());
    let mut tree = Tree { children, room: TASKS, out };
    let left_out = roots.filter(|root| !tree.task(root, "", 0)).count();
    tree.left_out(left_out);
    out.push_str("</ul></details>\n");
}

struct Tree<'t, 'o> {
    children: HashMap<u64, Vec<&'t Task>>,
    room: usize,
    out: &'o mut String,
}

impl Tree<'_, '_> {
    /// A task and those below it; false if there is no room.
    fn task(&mut self, task: &Task, how: &'static str, depth: usize) -> bool {
        if self.room == 0 {
            return false;
        }
        self.room -= 1;
        let children = self.children.remove(&task.id).unwrap_or_default();
        push(self.out, format_args!("<li>{how}<a href=\"#task-{}\">", task.id));
        text(&label::task(task), self.out);
        self.out.push_str("</a> ");
        push_task_state(task, self.out);
        self.out.push(' ');
        element("small", &format!("{} old", time::span(task.age)), self.out);
        let strangers = strangers(task, &children, AWAITED + 1);
        for (at, id) in strangers.iter().enumerate() {
            self.out.push_str(if at == 0 { " awaits " } else { ", " });
            match at {
                AWAITED => self.out.push('…'),
                _ => push_link(*id, self.out),
            }
        }
        if !children.is_empty() {
            self.out.push_str("\n<ul>\n");
            self.below(task, &children, depth + 1);
            self.out.push_str("</ul>");
        }
        self.out.push_str("</li>\n");
        true
    }

    fn below(&mut self, task: &Task, children: &[&Task], depth: usize) {
        let most = if depth < DEPTH { CHILDREN } else { 0 };
        let mut told = 0;
        for child in children.iter().take(most) {
            let is_awaited = task.awaits.contains(&child.id);
            let how = if is_awaited { "<i>awaits</i> " } else { "<i>made</i> " };
            if !self.task(child, how, depth) {
                break;
            }
            told += 1;
        }
        self.left_out(children.len() - told);
    }

    fn left_out(&mut self, tasks: usize) {
        if tasks > 0 {
            element("li class=e", &format!("{} more", number(tasks)), self.out);
        }
    }
}
