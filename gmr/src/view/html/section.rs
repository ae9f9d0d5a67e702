//! A section: its title, how it went, what it wrote, and where it is stuck.

use super::frames::Frames;
use super::markup::{element, lines, text};
use super::{tasks, threads, value};
use crate::model::{Content, Report, Section, Status};
use crate::view::push::push;
use crate::view::status::{self, is_blank};

/// Appends the list of sections, with a word for each that failed.
pub(super) fn push_contents(report: &Report, out: &mut String) {
    out.push_str("<nav aria-label=Sections>\n<ul>\n<li><a href=\"#verdict\">Verdict</a></li>\n");
    for (number, section) in report.sections.iter().enumerate() {
        push(out, format_args!("<li><a href=\"#section-{number}\">"));
        text(&section.title, out);
        out.push_str("</a>");
        match &section.content {
            Content::Threads(threads) => push_number(threads.threads.len(), out),
            Content::Tasks(tasks) => push_number(tasks.tasks.len(), out),
            Content::Value(_) | Content::Configuration(_) => {}
        }
        if section.status != Status::Ok {
            element("em", word(&section.status), out);
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n</nav>\n");
}

fn push_number(number: usize, out: &mut String) {
    push(out, format_args!(" <small>{number}</small>"));
}

/// How a section went, in a word.
fn word(status: &Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::Panicked(_) => "panicked",
        Status::TimedOut { .. } => "timed out",
        Status::GaveUp(_) => "gave up",
        Status::StillRunning { .. } => "still running",
        Status::NotRun(_) => "not run",
    }
}

/// Appends a section.
pub(super) fn push_section(report: &Report, number: usize, section: &Section, out: &mut String) {
    push(
        out,
        format_args!(
            "<section id=section-{number} aria-labelledby=title-{number}>\n<h2 \
             id=title-{number}>"
        ),
    );
    text(&section.title, out);
    out.push_str("</h2>\n");
    let is_ok = section.status == Status::Ok;
    out.push_str("<p class=origin>");
    element(if is_ok { "span class=ok" } else { "span class=bad" }, word(&section.status), out);
    if let Some(origin) = &section.origin {
        out.push_str(" <span>");
        text(origin.module, out);
        out.push_str("</span> <span>");
        text(origin.file, out);
        push(out, format_args!(":{}</span>", origin.line));
    }
    out.push_str("</p>\n");
    push_status(section, out);
    if is_ok || !is_blank(&section.content) {
        push_content(report, &section.content, out);
    }
    out.push_str("</section>\n");
}

fn push_content(report: &Report, content: &Content, out: &mut String) {
    match content {
        Content::Threads(threads) => threads::push_threads(threads, out),
        Content::Tasks(tasks) => tasks::push_tasks(tasks, report.threads(), out),
        Content::Configuration(value) => value::push_configuration(value, out),
        Content::Value(value) => value::push_root(value, out),
    }
}

/// Why a section did not end well, and where it is stuck.
fn push_status(section: &Section, out: &mut String) {
    if let Some(words) = status::words(&section.status) {
        out.push_str("<p class=reason>");
        lines(&words, out);
        out.push_str("</p>\n");
    }
    if let Some(stack) = &section.stuck {
        out.push_str("<details class=\"group item\" open><summary><h3>Where it is stuck</h3>");
        out.push_str("</summary>\n");
        Frames::default().push_stack(stack, None, out);
        out.push_str("</details>\n");
    }
}
