//! What the document says of itself.

use super::node::{Fields, Node};
use crate::model::{Report, Trigger, TriggerKind};
use crate::view::time;
use std::time::Duration;

/// The version of the schema that the document follows.
const SCHEMA: &str = "1.0";

/// Version, id and time come first: collectors tell files apart by their first bytes.
pub(in crate::view) fn gmr(report: &Report) -> Node<'_> {
    let mut fields = Fields::of(9);
    fields.put("schema", Node::text(SCHEMA));
    fields.put("id", Node::text(&report.id));
    fields.put("time", Node::words(time::rfc3339(report.time)));
    fields.put("trigger", trigger(&report.trigger));
    fields.put("duration_ms", Node::millis(report.duration));
    fields.put("complete", Node::Bool(report.is_complete()));
    fields.put("warnings", Node::each(|| report.warnings.iter().map(|text| Node::text(text))));
    fields.put("timing", timing(report));
    fields.map()
}

/// Why the report was made.
fn trigger(trigger: &Trigger) -> Node<'_> {
    let mut fields = Fields::of(4);
    let kind = match &trigger.kind {
        TriggerKind::Signal { .. } => "signal",
        TriggerKind::File { .. } => "file",
        TriggerKind::Panic { .. } => "panic",
        TriggerKind::Api => "api",
    };
    fields.put("kind", Node::text(kind));
    match &trigger.kind {
        TriggerKind::Signal { name, sender } => {
            fields.put("signal", Node::text(name));
            let sender = sender.map(|sender| {
                Node::Map(vec![("pid", Node::int(sender.pid)), ("uid", Node::int(sender.uid))])
            });
            fields.put("sender", Node::option(sender));
        }
        TriggerKind::File { path } => fields.put("path", Node::text(path)),
        TriggerKind::Panic { message, place, thread, name } => {
            fields.put("message", Node::text(message));
            fields.put("place", Node::option(place.as_deref().map(Node::text)));
            let name = Node::option(name.as_deref().map(Node::text));
            fields.put("thread", Node::Map(vec![("id", Node::int(*thread)), ("name", name)]));
        }
        TriggerKind::Api => {}
    }
    fields.put("requests", Node::int(trigger.requests));
    fields.map()
}

/// What threads and tasks cost, each step in nanoseconds.
fn timing(report: &Report) -> Node<'_> {
    let steps = |steps: [(&'static str, Duration); 3]| {
        Node::Map(steps.into_iter().map(|(step, time)| (step, Node::nanos(time))).collect())
    };
    let threads = report.threads().map(|threads| {
        let timing = threads.timing;
        steps([
            ("capture_ns", timing.capture),
            ("unwind_ns", timing.unwind),
            ("symbolize_ns", timing.symbolize),
        ])
    });
    let tasks = report.tasks().map(|tasks| {
        let timing = tasks.timing;
        steps([
            ("collect_ns", timing.collect),
            ("unwind_ns", timing.unwind),
            ("symbolize_ns", timing.symbolize),
        ])
    });
    Node::Map(vec![("threads", Node::option(threads)), ("tasks", Node::option(tasks))])
}
