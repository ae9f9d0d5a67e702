//! Every task with what is known of it beside its trace.

use super::node::{Fields, Node};
use crate::model::{Place, Task, TaskState, Tasks, Trace};
use crate::view::tasks::{waits, why_no_trace};

/// The tasks in the order of their ids.
pub(super) fn tasks(tasks: &Tasks) -> Node<'_> {
    Node::each(move || tasks.tasks.iter().map(move |one| task(tasks, one)))
}

/// Its id and what the program calls it.
pub(in crate::view) fn task_name(task: &Task) -> Node<'_> {
    let mut fields = Fields::of(3);
    fields.put("id", Node::int(task.id));
    fields.put("name", Node::option(task.name.as_deref().map(Node::text)));
    fields.put_some("detail", task.detail.as_deref().map(Node::text));
    fields.map()
}

/// A task; what is not known of it is left out.
pub(in crate::view) fn task<'r>(tasks: &'r Tasks, task: &'r Task) -> Node<'r> {
    let mut fields = Fields::of(15);
    let trace = tasks.trace_of(task);
    fields.put("task", task_name(task));
    fields.put("future", Node::text(&task.future));
    fields.put("size_bytes", Node::int(task.size));
    fields.put("spawned", place(&task.spawned));
    fields.put("parent", Node::option(task.parent.map(Node::int)));
    let (state, thread) = state(task);
    fields.put("state", Node::text(state));
    if let TaskState::Idle { since } | TaskState::Running { since, .. } = task.state {
        fields.put("since_ms", Node::millis(since));
    }
    let thread = thread.filter(|id| *id != 0).map(Node::int);
    fields.put_some("thread", thread.map(|id| Node::Map(vec![("id", id)])));
    fields.put_some("wait", trace.and_then(wait));
    fields.put("age_ms", Node::millis(task.age));
    fields.put("polls", Node::int(task.polls));
    fields.put("busy_ns", Node::nanos(task.busy));
    fields.put("trace", trace_of(task, trace));
    fields.put("awaits", Node::each(|| task.awaits.iter().map(|id| Node::int(*id))));
    fields.map()
}

/// What its trace says that it waits for.
fn wait(trace: &Trace) -> Option<Node<'_>> {
    let reason = waits::reason(trace)?;
    let is_lock = waits::things(trace).iter().any(|thing| thing.is_lock);
    Some(Node::Map(vec![("reason", Node::words(reason)), ("lock", Node::Bool(is_lock))]))
}

/// Which of the traces it has, and why it has none or a doubtful one.
fn trace_of<'r>(task: &'r Task, trace: Option<&'r Trace>) -> Node<'r> {
    let id = trace.map(|trace| trace.id.as_str()).filter(|id| !id.is_empty());
    let (status, reason) = match (trace, &task.flaw) {
        (Some(_), None) => ("complete", Node::Null),
        (Some(_), Some(flaw)) => ("partial", Node::text(flaw)),
        (None, _) => ("unavailable", Node::text(why_no_trace(task))),
    };
    let index = task.trace.filter(|_| trace.is_some());
    Node::Map(vec![
        ("id", Node::option(id.map(Node::text))),
        ("index", Node::option(index.map(|index| Node::int(index as i128)))),
        ("status", Node::text(status)),
        ("reason", reason),
    ])
}

/// What it does, and on which thread.
pub(in crate::view) fn state(task: &Task) -> (&'static str, Option<u64>) {
    match task.state {
        TaskState::New => ("new", None),
        TaskState::Idle { .. } => ("idle", None),
        TaskState::Running { thread, .. } => ("running", Some(thread)),
        TaskState::Done => ("done", None),
        TaskState::Dropping { thread } => ("dropping", Some(thread)),
    }
}

fn place(place: &Place) -> Node<'_> {
    Node::Map(vec![
        ("file", Node::text(&place.file)),
        ("line", Node::int(place.line)),
        ("column", Node::int(place.column)),
    ])
}

/// The runtimes that have tasks which nobody sees.
pub(in crate::view) fn untracked(tasks: &Tasks) -> Node<'_> {
    Node::each(move || {
        tasks.untracked.iter().map(|runtime| {
            Node::Map(vec![
                ("runtime", Node::text(&runtime.runtime)),
                ("alive", Node::int(runtime.alive)),
                ("tracked", Node::int(runtime.tracked)),
            ])
        })
    })
}
