//! How tasks and threads are called in the section. What comes out is printable.

use crate::model::{Place, Task, Tasks, Thread, Threads};
use crate::view::escape;
use crate::view::frame::file;
use crate::view::threads;
use crate::view::words::grouped;

/// Of a name or a detail so many characters are shown.
const LENGTH: usize = 120;

/// Id, name and detail: "#7 carry (3 mails for ann)".
pub(in crate::view) fn task(task: &Task) -> String {
    let name = task.name.as_deref().map_or_else(String::new, |name| format!(" {}", short(name)));
    let detail = task.detail.as_deref();
    let detail = detail.map_or_else(String::new, |detail| format!(" ({})", short(detail)));
    format!("#{}{name}{detail}", task.id)
}

/// A task by its id; it may be gone.
pub(in crate::view) fn by_id(tasks: &Tasks, id: u64) -> String {
    tasks.task(id).map_or_else(|| format!("#{id} (gone)"), task)
}

/// So many of them, then how many more there are.
pub(in crate::view) fn list<'t>(
    tasks: impl ExactSizeIterator<Item = &'t Task>,
    most: usize,
) -> Vec<String> {
    let more = tasks.len().saturating_sub(most);
    let mut labels: Vec<String> = tasks.take(most).map(task).collect();
    if more > 0 {
        labels.push(format!("and {} more", grouped(more as u64)));
    }
    labels
}

/// File, line and column.
pub(in crate::view) fn place(place: &Place) -> String {
    format!("{}:{}:{}", escape::line(file(&place.file)), place.line, place.column)
}

/// The thread on which a task runs, and where its stack is.
pub(in crate::view) fn thread(threads: Option<&Threads>, id: u64) -> String {
    let found = threads.and_then(|threads| threads.threads.iter().find(|thread| thread.id == id));
    match found {
        Some(thread @ Thread { stack: Ok(_), .. }) => {
            format!("thread {}, whose stack is under Threads", threads::label(thread))
        }
        Some(thread) => format!("thread {}", threads::label(thread)),
        None if id == 0 => "a thread that is not known".to_owned(),
        None => format!("thread #{id}"),
    }
}

/// Printable, and not longer than a line or two.
pub(in crate::view) fn short(text: &str) -> String {
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", escape::line(&text[..end])),
        None => escape::line(text).into_owned(),
    }
}
