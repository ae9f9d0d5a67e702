//! What a reader needs first: who, when, why, how many, and what is missing.

use super::blocks::push;
use crate::model::{Report, Role, Thread, Threads, Trigger, TriggerKind};
use crate::view::words::{self, count, missing, tasks};
use crate::view::{escape, time};

/// Appends the summary: aligned `key = value`, then what is missing.
pub(super) fn push_summary(report: &Report, out: &mut String) {
    if let Some(threads) = report.threads() {
        for deadlock in &threads.deadlocks {
            row("deadlock", &words::ring(threads, deadlock), out);
        }
    }
    row("time", &time::rfc3339(report.time), out);
    row("took", &format!("{:.1?}", report.duration), out);
    row("service", &report.service.name, out);
    row("version", &report.service.version, out);
    row("pid", &report.pid.to_string(), out);
    row("trigger", &trigger(&report.trigger), out);
    row("sections", &sections(report), out);
    if let Some(threads) = report.threads() {
        row("threads", &totals(threads), out);
    }
    if let Some(tasks) = report.tasks().filter(|tasks| !tasks.tasks.is_empty()) {
        row("tasks", &tasks::totals(tasks), out);
        let suspects = tasks::suspects(tasks, report.threads());
        if !suspects.is_empty() {
            rows("suspects", &suspects, out);
        }
    }
    rows("missing", &missing(report), out);
    rows("warnings", &report.warnings, out);
}

fn row(key: &str, value: &str, out: &mut String) {
    push(out, format_args!("{key:<8} = {}\n", escape::line(value)));
}

/// A list under its key; an absent list is a good sign, so it is said too.
fn rows(key: &str, values: &[String], out: &mut String) {
    if values.is_empty() {
        return row(key, "none", out);
    }
    push(out, format_args!("{key:<8} = \n"));
    for value in values {
        push(out, format_args!("  {}\n", escape::line(value)));
    }
}

/// Who asked, and how often.
fn trigger(trigger: &Trigger) -> String {
    let what = match &trigger.kind {
        TriggerKind::Signal { name, sender: Some(sender) } => {
            format!("signal {name} from pid {} (uid {})", sender.pid, sender.uid)
        }
        TriggerKind::Signal { name, sender: None } => format!("signal {name}"),
        TriggerKind::File { path } => format!("file {path}"),
        TriggerKind::Api => "API call".to_owned(),
    };
    match trigger.requests {
        0 | 1 => what,
        requests => format!("{what}, {requests} requests"),
    }
}

fn sections(report: &Report) -> String {
    let failed = report.sections.iter().filter(|s| words::status(&s.status).is_some()).count();
    match failed {
        0 => report.sections.len().to_string(),
        failed => format!("{}, {failed} incomplete", report.sections.len()),
    }
}

/// How many threads there are; of the program's own, how many do not wait for work in a pool.
fn totals(threads: &Threads) -> String {
    let stacks = count(threads.stacks.len(), "distinct stack");
    let number_of = |is: &dyn Fn(&Thread) -> bool| threads.threads.iter().filter(|t| is(t)).count();
    let without = number_of(&|thread| thread.stack.is_err());
    let busy = number_of(&|thread| thread.role == Role::Program && !threads.is_idle(thread));
    let all = threads.threads.len();
    match without {
        0 => format!("{all}, {stacks}, {busy} not idle"),
        without => format!("{all}, {stacks}, {busy} not idle, {without} without a stack"),
    }
}
