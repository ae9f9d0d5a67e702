//! The report as a tree that the data views write: JSON, NDJSON and XML.
//!
//! Its shape is `schema/report-1.0.schema.json`. Keys that OpenTelemetry has a name for are nested
//! so that their path is that name: `process.pid`, `thread.id`.

mod config;
mod container;
mod head;
mod node;
mod resource;
mod sections;
#[cfg(feature = "json")]
mod serialize;
mod stacks;
mod summary;
mod tasks;
mod threads;
mod traces;
mod value;

use crate::model::{Report, Tasks, Threads};
use std::rc::Rc;
use std::sync::LazyLock;

pub(super) use config::option;
pub(super) use head::gmr;
pub(super) use node::{Fields, Names, Node, printable};
pub(super) use resource::{header, resource};
pub(super) use sections::section;
pub(super) use stacks::{Frames, no_stack, stack};
pub(super) use summary::summary;
pub(super) use tasks::{task, untracked};
pub(super) use threads::thread;
pub(super) use traces::{id as trace_id, put_trace};

/// What a report without threads or tasks has in their place.
static NO_THREADS: LazyLock<Threads> = LazyLock::new(Threads::default);
static NO_TASKS: LazyLock<Tasks> = LazyLock::new(Tasks::default);

/// The whole document.
pub(super) fn document(report: &Report) -> Node<'_> {
    let threads = report.threads().unwrap_or(&NO_THREADS);
    let tasks = report.tasks().unwrap_or(&NO_TASKS);
    let frames = Rc::new(Frames::new(&threads.modules));
    let mut fields = Fields::of(16);
    fields.put("gmr", gmr(report));
    for (key, node) in resource(report) {
        fields.put(key, node);
    }
    fields.put("summary", summary(report));
    fields.put("threads", threads::threads(threads));
    fields.put("stacks", stacks::stacks(threads, &frames));
    fields.put("modules", stacks::modules(&threads.modules));
    fields.put("tasks", tasks::tasks(tasks));
    fields.put("traces", traces::traces(tasks, &frames));
    fields.put("untracked", untracked(tasks));
    fields.put("config", config::config(report));
    fields.put("sections", sections::sections(report, &frames));
    fields.map()
}
