//! The text view: what `kill -USR2` prints, in the look of oslo.reports.

mod blocks;
mod facts;
mod key_value;
mod modules;
mod stack;
mod status;
mod summary;
mod tasks;
mod threads;

use super::clean::Clean;
use super::push::push;
use super::status::is_blank;
use super::{escape, frame, scalar, time};
use crate::model::{Content, Entry, Frame, Report, Section, Status, Value};
use blocks::{WIDTH, banner};
use key_value::KeyValue;
use std::fmt;

/// The report as text for a terminal, a log or a file.
///
/// The first and the last line name the process and the time, so that a report can be cut out of
/// a stream that other writers share. Every line of foreign text is escaped and, but for keys,
/// indented: it can neither steer the terminal nor imitate a banner.
#[must_use]
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    let mark = format!(
        "Guru Meditation Report of process {} at {}",
        report.pid,
        time::rfc3339(report.time)
    );
    push(&mut out, format_args!("{mark}\n"));
    banner("Guru Meditation", &mut out);
    push(&mut out, format_args!("{}\n\n", "|".repeat(WIDTH)));
    summary::push_summary(report, &mut out);
    out.push('\n');
    for section in &report.sections {
        push_section(report, section, &mut out);
    }
    push(&mut out, format_args!("End of {mark}\n"));
    out
}

/// Appends frames as the text view shows them, with numbers from `first` on.
pub(crate) fn text_of_frames(frames: &[Frame], first: usize, out: &mut String) {
    for (index, frame) in frames.iter().enumerate() {
        stack::push_frame(first + index, frame, out);
    }
}

/// A call in the trace of a task as the text view shows it, without its indentation.
pub(crate) fn text_of_call(call: &Frame) -> String {
    frame::words(call)
}

/// As the text view shows it, at the margin and without a newline at the end.
///
/// ```
/// use std::collections::BTreeMap;
///
/// let users = BTreeMap::from([("ann", 3), ("bob", 7)]);
/// assert_eq!(gmr::to_value(&users).to_string(), "ann = 3\nbob = 7");
/// ```
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        KeyValue::new(&mut text, Clean::ESCAPE).value(self, 0);
        f.pad(&text)
    }
}

fn push_section(report: &Report, section: &Section, out: &mut String) {
    banner(&escape::line(&section.title), out);
    // A section that wrote nothing before it failed needs no word for that beside the reason.
    if section.status == Status::Ok || !is_blank(&section.content) {
        push_content(report, &section.content, out);
    }
    status::push_status(section, out);
}

fn push_content(report: &Report, content: &Content, out: &mut String) {
    match content {
        Content::Threads(threads) => threads::push_threads(threads, out),
        Content::Tasks(tasks) => tasks::push_tasks(tasks, report.threads(), out),
        Content::Configuration(Value::Map(groups)) => {
            for group in groups {
                push_group(group, out);
            }
        }
        Content::Value(value) | Content::Configuration(value) => {
            KeyValue::new(out, Clean::ESCAPE).root(value);
            out.push('\n');
        }
    }
}

/// A group of options: a blank line, its name, its options.
fn push_group(group: &Entry, out: &mut String) {
    push(out, format_args!("\n{}: ", escape::margin(&group.key)));
    match &group.value {
        Value::Map(options) => {
            out.push('\n');
            KeyValue::new(out, Clean::ESCAPE).map(options, 1);
        }
        value => out.push_str(&scalar::scalar(value, Clean::ESCAPE).replace('\n', "\n  ")),
    }
    out.push('\n');
}

#[cfg(test)]
mod tests;
