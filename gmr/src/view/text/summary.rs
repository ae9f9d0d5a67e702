//! What a reader needs first: who, when, why, how many, and what is missing.

use crate::model::{Report, TriggerKind};
use crate::view::push::push;
use crate::view::summary::{missing, sections, totals, trigger};
use crate::view::threads::facts;
use crate::view::{escape, tasks, time};

/// Appends the summary: aligned `key = value`, then what is missing.
pub(super) fn push_summary(report: &Report, out: &mut String) {
    if let Some(threads) = report.threads() {
        for deadlock in &threads.deadlocks {
            row("deadlock", &facts::ring(threads, deadlock), out);
        }
    }
    row("time", &time::rfc3339(report.time), out);
    row("took", &format!("{:.1?}", report.duration), out);
    row("service", &report.service.name, out);
    row("version", &report.service.version, out);
    row("pid", &report.pid.to_string(), out);
    row("trigger", &trigger(report), out);
    if let TriggerKind::Panic { message, .. } = &report.trigger.kind {
        panic(message, out);
    }
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

/// The message of a panic; that of a failed assertion has several lines.
fn panic(message: &str, out: &mut String) {
    match message.trim_end().split_once('\n') {
        None => row("panic", message.trim_end(), out),
        Some(_) => {
            let lines: Vec<String> = message.trim_end().split('\n').map(str::to_owned).collect();
            rows("panic", &lines, out);
        }
    }
}
