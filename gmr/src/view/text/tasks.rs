//! Async tasks as text.

use super::escape;
use super::push;
use crate::model::Tasks;

/// A line for each task.
pub(super) fn push_tasks(tasks: &Tasks, out: &mut String) {
    for note in &tasks.notes {
        push(out, format_args!("<{}>\n", escape::line(note)));
    }
    for task in &tasks.tasks {
        let name = escape::line(task.name.as_deref().unwrap_or(&task.future));
        push(out, format_args!("task {}: {name}\n", task.id));
    }
}
