//! A stack as lines, innermost frame first.

use crate::model::{Frame, Stack, StackEnd, Threads};
use crate::view::escape;
use crate::view::frame::push_code;
use crate::view::push::{push, push_number};
use crate::view::words::{count, grouped};

/// Of an idle stack, so many functions are shown that are not the standard library's.
const TELLING: usize = 3;

/// The frames of a thread's stack, or why there are none.
pub(super) fn push_stack(threads: &Threads, stack: &Result<usize, String>, out: &mut String) {
    let index = match stack {
        Ok(index) => *index,
        Err(reason) => return push_reason("no stack", reason, out),
    };
    match threads.stacks.get(index) {
        Some(stack) if stack.idle.is_some() => push_folded(stack, out),
        Some(stack) => push_frames(stack, out),
        None => push_reason("no stack", "it is not in this report", out),
    }
}

/// The frames of a stack, and why they end early if they do.
pub(super) fn push_frames(stack: &Stack, out: &mut String) {
    for (number, frame) in stack.frames.iter().enumerate() {
        if let Some(gap) = stack.gap.filter(|gap| gap.at == number) {
            push(out, format_args!("  … {} calls left out …\n", grouped(gap.left_out)));
        }
        push_frame(number, frame, out);
    }
    match &stack.end {
        StackEnd::Truncated(reason) => push_reason("truncated", reason, out),
        StackEnd::LeftOut(remark) => push(out, format_args!("  <{}>\n", escape::line(remark))),
        StackEnd::Root if stack.frames.is_empty() => push_reason("no stack", "no frames", out),
        StackEnd::Root => {}
    }
}

/// Where the thread sleeps, and the functions that tell in which pool; without their places.
fn push_folded(stack: &Stack, out: &mut String) {
    let is_std = |function: &str| {
        let path = function.trim_start_matches(['<', '&']);
        ["std::", "core::", "alloc::", "__"].iter().any(|name| path.starts_with(name))
    };
    let tells = |frame: &Frame| frame.function.as_deref().is_some_and(|name| !is_std(name));
    let numbered = stack.frames.iter().enumerate();
    let mut shown = 0;
    for (number, frame) in numbered.filter(|(at, frame)| *at == 0 || tells(frame)).take(1 + TELLING)
    {
        push_function(number, frame, out);
        shown += 1;
    }
    match stack.frames.len() - shown {
        0 => {}
        rest => {
            push(out, format_args!("  <{} of an idle thread left out>\n", count(rest, "frame")))
        }
    }
}

fn push_reason(what: &str, reason: &str, out: &mut String) {
    push(out, format_args!("  <{what}: {}>\n", escape::line(reason)));
}

/// The function on one line, the place in its source on the next.
pub(super) fn push_frame(number: usize, frame: &Frame, out: &mut String) {
    push_function(number, frame, out);
    match (&frame.file, &frame.function) {
        (Some(file), _) => {
            out.push_str("      at ");
            out.push_str(&escape::line(file));
            for place in [frame.line, frame.column].into_iter().map_while(|number| number) {
                out.push(':');
                push_number(place.into(), 0, out);
            }
            out.push('\n');
        }
        // Without a line, the offset is what `addr2line` can make one of elsewhere.
        (None, Some(_)) => {
            out.push_str("      in ");
            push_code(frame, out);
            out.push('\n');
        }
        (None, None) => {}
    }
}

fn push_function(number: usize, frame: &Frame, out: &mut String) {
    push_number(number as u64, 3, out);
    out.push(' ');
    match &frame.function {
        Some(name) => out.push_str(&escape::line(name)),
        None => push_code(frame, out),
    }
    out.push_str(if frame.inlined { " (inlined)\n" } else { "\n" });
}
