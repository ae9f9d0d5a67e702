//! The text of a report, read back. It comes from anywhere: what does not look as the text view
//! writes it is left alone.

use super::is_better;
use crate::model::Frame;
use crate::view;
use std::collections::HashSet;

/// The modules that the report lists, each with its build id.
pub(super) fn modules(report: &str) -> Vec<(&str, &str)> {
    let mut modules = Vec::new();
    let (mut part, mut in_list) = (Part::default(), false);
    for line in report.lines() {
        part.next(line);
        let item = line.strip_prefix("  ").filter(|_| in_list);
        match item.and_then(|item| item.rsplit_once(" = ")) {
            Some(module) => modules.push(module),
            None => in_list = part.has_modules() && line == "modules = ",
        }
    }
    modules
}

/// The paths of the modules in which frames have no line.
pub(super) fn wanted(report: &str) -> HashSet<&str> {
    let mut wanted = HashSet::new();
    let mut part = Part::default();
    for line in report.lines() {
        part.next(line);
        let place = match part {
            Part::Other => None,
            Part::Tasks => call(line).map(|call| call.place),
            Part::Threads | Part::Stuck => {
                let text = frame(line).map(|(_, text)| text).or_else(|| line.strip_prefix(IN));
                text.and_then(code)
            }
        };
        wanted.extend(place.map(|(module, _)| module));
    }
    wanted
}

/// The report with other frames in the place of those for which `name` has any.
pub(super) fn rewrite(
    report: &str,
    name: &mut dyn FnMut(&str, u64) -> Option<Vec<Frame>>,
) -> String {
    let mut out = String::with_capacity(report.len() * 2);
    let mut lines = report.split_inclusive('\n').peekable();
    let mut part = Part::default();
    // How many frames more than it had the stack has by now.
    let mut more = 0;
    while let Some(line) = lines.next() {
        let shown = line.trim_end_matches('\n');
        part.next(shown);
        if let Some(call) = call(shown).filter(|_| part == Part::Tasks) {
            rewrite_call(&call, line, name, &mut out);
            continue;
        }
        let Some((number, text)) = frame(shown).filter(|_| part.has_frames()) else {
            out.push_str(line);
            continue;
        };
        // Another stack begins. Before that, a line may say how many calls are left out.
        if number == 0 {
            more = 0;
        }
        // The place is on the line itself, or on the next if a name is on this one.
        let next = lines.peek().and_then(|next| next.trim_end_matches('\n').strip_prefix(IN));
        let place = code(text).or_else(|| next.and_then(code));
        let named = place.and_then(|(module, offset)| name(module, offset));
        let has_name = code(text).is_none();
        match named.filter(|frames| is_better(frames, has_name)) {
            Some(frames) => {
                view::text_of_frames(&frames, number + more, &mut out);
                more += frames.len() - 1;
                if has_name {
                    lines.next();
                }
            }
            None if more > 0 => {
                let end = &line[shown.len()..];
                out.push_str(&format!("{:>3} {text}{end}", number + more));
            }
            None => out.push_str(line),
        }
    }
    out
}

/// The calls at a place in a trace, each on a line of its own; the outermost is first there.
fn rewrite_call(
    call: &Call<'_>,
    line: &str,
    name: &mut dyn FnMut(&str, u64) -> Option<Vec<Frame>>,
    out: &mut String,
) {
    let frames = name(call.place.0, call.place.1);
    let Some(frames) = frames.filter(|frames| is_better(frames, call.has_name)) else {
        return out.push_str(line);
    };
    for (at, frame) in frames.iter().rev().enumerate() {
        let blank = " ".repeat(call.start.len());
        let start = if at == 0 { call.start } else { &blank };
        let end = if at + 1 == frames.len() { call.end } else { "" };
        out.push_str(&format!("{start}{}{end}\n", view::text_of_call(frame)));
    }
}

const IN: &str = "      in ";

/// Where in a report a line stands; frames are in the first two only, calls of tasks in the third.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The Threads section.
    Threads,
    /// Behind the remark that a section is stuck.
    Stuck,
    /// The section of the async tasks.
    Tasks,
    #[default]
    Other,
}

impl Part {
    fn has_modules(self) -> bool {
        matches!(self, Part::Threads | Part::Tasks)
    }

    fn has_frames(self) -> bool {
        matches!(self, Part::Threads | Part::Stuck)
    }

    /// Goes on to this line.
    fn next(&mut self, line: &str) {
        const STUCK: [&str; 2] = ["<timed out after ", "<still running since "];
        if let Some(title) = line.strip_prefix("====").and_then(|line| line.strip_suffix("====")) {
            // The rules above and below a banner's title say nothing.
            match title.trim() {
                rule if rule.bytes().all(|letter| letter == b'=') => {}
                "Threads" => *self = Part::Threads,
                "Green Threads" => *self = Part::Tasks,
                _ => *self = Part::Other,
            }
        } else if *self != Part::Threads && STUCK.iter().any(|stuck| line.starts_with(stuck)) {
            *self = Part::Stuck;
        }
    }
}

/// The number and the text of a frame's first line.
fn frame(line: &str) -> Option<(usize, &str)> {
    let digits = line.trim_start_matches(' ');
    let indent = line.len() - digits.len();
    let (number, text) = digits.split_once(' ')?;
    let is_number = number.len() <= 9 && number.bytes().all(|digit| digit.is_ascii_digit());
    let is_aligned = indent + number.len() == number.len().max(3);
    let number = number.parse().ok().filter(|_| is_number && is_aligned)?;
    Some((number, text)).filter(|_| !text.is_empty())
}

/// A call in the trace of a task, of which no line is known.
struct Call<'t> {
    /// The indentation, and the mark of a branch.
    start: &'t str,
    place: (&'t str, u64),
    has_name: bool,
    /// What is said behind the place.
    end: &'t str,
}

fn call(line: &str) -> Option<Call<'_>> {
    let text = line.strip_prefix("  ")?.trim_start_matches(' ');
    let text = text.strip_prefix("+ ").unwrap_or(text);
    let (start, _) = line.split_at(line.len() - text.len());
    let (place, end) = text.find(" (").map_or((text, ""), |at| text.split_at(at));
    let (name, place) = place.rsplit_once(" in ").map_or((None, place), |(n, p)| (Some(n), p));
    Some(Call { start, place: code(place)?, has_name: name.is_some(), end })
}

/// The module and the offset of a place in machine code.
fn code(text: &str) -> Option<(&str, u64)> {
    let (module, offset) = text.rsplit_once("+0x")?;
    let is_hex = offset.bytes().all(|digit| digit.is_ascii_hexdigit());
    let offset = u64::from_str_radix(offset, 16).ok().filter(|_| is_hex)?;
    Some((module, offset)).filter(|_| !module.is_empty())
}
