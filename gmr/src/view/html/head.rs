//! What the page is about: its title, who reports, when and why.

use super::csp;
use super::markup::{close, element, formatted, open, text};
use crate::model::{Report, TriggerKind};
use crate::view::{summary, tasks, time};

/// Appends all that stands before the body.
pub(super) fn push_head(report: &Report, out: &mut String) {
    out.push_str("<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n");
    csp::push_policy_and_style(out);
    out.push_str("<meta name=viewport content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<meta name=color-scheme content=\"light dark\">\n");
    out.push_str("<meta name=referrer content=no-referrer>\n<title>");
    let time = time::rfc3339(report.time);
    let service = &report.service.name;
    formatted(format_args!("{service}, process {}, {time}: Guru Meditation", report.pid), out);
    out.push_str("</title>\n</head>\n");
}

/// Appends the head of the page.
pub(super) fn push_header(report: &Report, out: &mut String) {
    out.push_str("<header>\n<div class=name><p>Guru Meditation</p>\n<h1>");
    let service = &report.service;
    text(if service.name.is_empty() { "a service without a name" } else { &service.name }, out);
    out.push(' ');
    element("small", &service.version, out);
    out.push_str("</h1></div>\n<dl>\n");
    row("report", &report.id, out);
    row("time", &time::rfc3339(report.time), out);
    row("took", &format!("{:.1?}", report.duration), out);
    row("process", &report.pid.to_string(), out);
    row("asked by", &summary::trigger(report), out);
    if let TriggerKind::Panic { message, .. } = &report.trigger.kind {
        row("panic", message.trim_end(), out);
    }
    row("sections", &summary::sections(report), out);
    if let Some(threads) = report.threads() {
        row("threads", &summary::totals(threads), out);
    }
    if let Some(found) = report.tasks().filter(|tasks| !tasks.tasks.is_empty()) {
        row("tasks", &tasks::totals(found), out);
    }
    out.push_str("</dl>\n</header>\n");
}

/// A fact with its name.
pub(super) fn row(key: &'static str, value: &str, out: &mut String) {
    open("div", out);
    element("dt", key, out);
    element("dd", value, out);
    close("div", out);
    out.push('\n');
}

/// Appends the foot of the page.
pub(super) fn push_footer(report: &Report, out: &mut String) {
    out.push_str("<footer><p>Guru Meditation Report of process ");
    formatted(format_args!("{} at {}", report.pid, time::rfc3339(report.time)), out);
    out.push_str(
        "</p>\n<p class=keys hidden><kbd>/</kbd> filter <kbd>Esc</kbd> clear <kbd>j</kbd> \
         <kbd>k</kbd> next, previous group <kbd>Enter</kbd> open</p></footer>\n",
    );
}
