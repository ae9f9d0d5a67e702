//! Every section: how it went and what it wrote.

use super::node::{Fields, Node};
use super::stacks::{Frames, stack};
use super::value::{put_notes, value};
use crate::model::{Content, Report, Section, Status};
use crate::view::{status, time};
use std::rc::Rc;

/// The sections by their titles, in the order of the report.
pub(super) fn sections<'r>(report: &'r Report, frames: &Rc<Frames<'r>>) -> Node<'r> {
    let frames = Rc::clone(frames);
    Node::named(move || {
        let frames = Rc::clone(&frames);
        let node = move |one: &'r Section| (&*one.title, section(report, one, &frames));
        report.sections.iter().map(node)
    })
}

/// A section without its title.
pub(in crate::view) fn section<'r>(
    report: &'r Report,
    section: &'r Section,
    frames: &Rc<Frames<'r>>,
) -> Node<'r> {
    let mut fields = Fields::of(9);
    put_status(&section.status, &mut fields);
    if let Some(origin) = section.origin {
        fields.put(
            "origin",
            Node::Map(vec![
                ("module", Node::text(origin.module)),
                ("file", Node::text(origin.file)),
                ("line", Node::int(origin.line)),
            ]),
        );
    }
    put_content(report, section, &mut fields);
    fields.put_some("stuck", section.stuck.as_ref().map(|one| stack(one, None, frames)));
    fields.map()
}

fn put_status<'r>(status: &'r Status, fields: &mut Fields<'r>) {
    let word = match status {
        Status::Ok => "ok",
        Status::Panicked(_) => "panicked",
        Status::TimedOut { .. } => "timed_out",
        Status::GaveUp(_) => "gave_up",
        Status::StillRunning { .. } => "still_running",
        Status::NotRun(_) => "not_run",
    };
    fields.put("status", Node::text(word));
    fields.put("reason", Node::option(status::words(status).map(Node::words)));
    let thread = |id: u64| Node::Map(vec![("id", Node::int(id))]);
    match status {
        Status::TimedOut { after, thread: id } => {
            fields.put("after_ms", Node::millis(*after));
            fields.put("thread", thread(*id));
        }
        Status::StillRunning { since, thread: id } => {
            fields.put("since", Node::words(time::rfc3339(*since)));
            fields.put("thread", thread(*id));
        }
        Status::Ok | Status::Panicked(_) | Status::GaveUp(_) | Status::NotRun(_) => {}
    }
}

/// What it wrote, or in which part of the document that is.
fn put_content<'r>(report: &'r Report, section: &'r Section, fields: &mut Fields<'r>) {
    let is_first = |is: fn(&Content) -> bool| {
        let first = report.sections.iter().find(|section| is(&section.content));
        first.is_some_and(|first| std::ptr::eq(first, section))
    };
    let is_configuration = |content: &Content| matches!(content, Content::Configuration(_));
    let (part, is_shown, notes) = match &section.content {
        Content::Configuration(_) if is_first(is_configuration) => ("config", true, &[][..]),
        Content::Value(written) | Content::Configuration(written) => {
            fields.put("value", value(written));
            return put_notes(written, "", fields);
        }
        Content::Threads(threads) => {
            let is_it = |content: &Content| matches!(content, Content::Threads(_));
            ("threads", is_first(is_it), threads.notes.as_slice())
        }
        Content::Tasks(tasks) => {
            let is_it = |content: &Content| matches!(content, Content::Tasks(_));
            ("tasks", is_first(is_it), tasks.notes.as_slice())
        }
    };
    if is_shown {
        fields.put("part", Node::text(part));
    } else {
        fields.put("left_out", Node::text("another section of its kind is in the document"));
    }
    if !notes.is_empty() {
        fields.put("notes", Node::each(move || notes.iter().map(|note| Node::text(note))));
    }
}
