//! What each record is about.

use crate::model::{Content, Report, Tasks, Thread, Threads, Value};
use crate::view::document::{self, Fields, Frames, Node};
use crate::view::tasks::groups::{Group, groups};
use crate::view::tasks::why_no_trace;
use std::rc::Rc;

/// The name of a record, and what it has beside what all have.
pub(super) struct Body<'r> {
    pub(super) event: &'static str,
    /// Makes its parts as often as it takes until they fit.
    pub(super) parts: Box<dyn Fn() -> Vec<(&'static str, Node<'r>)> + 'r>,
}

impl<'r> Body<'r> {
    fn new(event: &'static str, parts: impl Fn() -> Vec<(&'static str, Node<'r>)> + 'r) -> Self {
        Body { event, parts: Box::new(parts) }
    }
}

/// All records of a report.
pub(super) fn records(report: &Report) -> Vec<Body<'_>> {
    let modules = report.threads().map_or(&[][..], |threads| &threads.modules);
    let frames = Rc::new(Frames::new(modules));
    let mut records = vec![Body::new("gmr.report", || whole(report))];
    if let Some(threads) = report.threads() {
        push_stacks(threads, &frames, &mut records);
    }
    push_sections(report, &frames, &mut records);
    if let Some(tasks) = report.tasks() {
        push_groups(tasks, &frames, &mut records);
    }
    records
}

/// What is said of the report as a whole.
fn whole(report: &Report) -> Vec<(&'static str, Node<'_>)> {
    let resource = Node::Map(document::resource(report));
    let mut parts = vec![
        ("report", document::gmr(report)),
        ("summary", document::summary(report)),
        ("resource", resource),
    ];
    if let Some(tasks) = report.tasks() {
        parts.push(("untracked", document::untracked(tasks)));
    }
    parts
}

/// Each stack with its threads, then those that have none, by the reason for that.
fn push_stacks<'r>(threads: &'r Threads, frames: &Rc<Frames<'r>>, records: &mut Vec<Body<'r>>) {
    let mut members: Vec<Vec<&Thread>> = vec![Vec::new(); threads.stacks.len()];
    let mut without: Vec<(&str, Vec<&Thread>)> = Vec::new();
    for thread in &threads.threads {
        let place = thread.stack.as_ref().map_err(String::as_str);
        match place.map(|at| members.get_mut(*at)) {
            Ok(Some(members)) => members.push(thread),
            Ok(None) => put("it is not in this report", thread, &mut without),
            Err(reason) => put(reason, thread, &mut without),
        }
    }
    let list = move |members: &[&'r Thread]| {
        let members = members.to_vec();
        Node::each(move || {
            members.clone().into_iter().map(move |one| document::thread(threads, one))
        })
    };
    for (stack, members) in threads.stacks.iter().zip(members) {
        let frames = Rc::clone(frames);
        records.push(Body::new("gmr.stack", move || {
            let ids = members.iter().map(|thread| thread.id).collect();
            let stack = document::stack(stack, Some(ids), &frames);
            vec![("stack", stack), ("threads", list(&members))]
        }));
    }
    for (reason, members) in without {
        records.push(Body::new("gmr.stack", move || {
            let ids = members.iter().map(|thread| thread.id).collect();
            let stack = document::no_stack(reason, ids);
            vec![("stack", stack), ("threads", list(&members))]
        }));
    }
}

/// Adds a thread to those with the same reason.
fn put<'r>(reason: &'r str, thread: &'r Thread, without: &mut Vec<(&'r str, Vec<&'r Thread>)>) {
    match without.iter_mut().find(|(known, _)| *known == reason) {
        Some((_, members)) => members.push(thread),
        None => without.push((reason, vec![thread])),
    }
}

/// Each section; that of the configuration is followed by its groups.
fn push_sections<'r>(report: &'r Report, frames: &Rc<Frames<'r>>, records: &mut Vec<Body<'r>>) {
    for section in &report.sections {
        let frames = Rc::clone(frames);
        records.push(Body::new("gmr.section", move || {
            let node = document::section(report, section, &frames);
            vec![("title", Node::text(&section.title)), ("section", node)]
        }));
        let Content::Configuration(Value::Map(groups)) = &section.content else { continue };
        for group in groups {
            records.push(Body::new("gmr.config", move || {
                vec![("group", Node::text(&group.key)), ("config", document::option(group, 0))]
            }));
        }
    }
}

/// Tasks of one place that wait at one trace.
fn push_groups<'r>(tasks: &'r Tasks, frames: &Rc<Frames<'r>>, records: &mut Vec<Body<'r>>) {
    for group in groups(tasks) {
        let frames = Rc::clone(frames);
        records.push(Body::new("gmr.task_group", move || task_group(tasks, &group, &frames)));
    }
}

fn task_group<'r>(
    tasks: &'r Tasks,
    group: &Group<'r>,
    frames: &Rc<Frames<'r>>,
) -> Vec<(&'static str, Node<'r>)> {
    let Some(&first) = group.members.first() else { return Vec::new() };
    let mut trace = Fields::of(4);
    match tasks.trace_of(first) {
        Some(found) => {
            trace.put("id", document::trace_id(found));
            document::put_trace(found, frames, &mut trace);
        }
        None => {
            trace.put("id", Node::Null);
            trace.put("status", Node::text("unavailable"));
            trace.put("reason", Node::text(why_no_trace(first)));
            trace.put("branches", Node::List(Vec::new()));
        }
    }
    let members = group.members.clone();
    let members =
        Node::each(move || members.clone().into_iter().map(move |one| document::task(tasks, one)));
    vec![
        ("count", Node::int(group.members.len() as i128)),
        ("trace", trace.map()),
        ("tasks", members),
    ]
}
