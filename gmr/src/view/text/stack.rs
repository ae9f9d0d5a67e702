//! A stack as lines, innermost frame first.

use super::blocks::push;
use crate::model::{Frame, Stack, StackEnd, Threads};
use crate::view::escape;

/// The frames of a thread's stack, or why there are none.
pub(super) fn push_stack(threads: &Threads, stack: &Result<usize, String>, out: &mut String) {
    let index = match stack {
        Ok(index) => *index,
        Err(reason) => return push_reason("no stack", reason, out),
    };
    match threads.stacks.get(index) {
        Some(stack) => push_frames(stack, out),
        None => push_reason("no stack", "it is not in this report", out),
    }
}

/// The frames of a stack, and why they end early if they do.
pub(super) fn push_frames(stack: &Stack, out: &mut String) {
    for (number, frame) in stack.frames.iter().enumerate() {
        push_frame(number, frame, out);
    }
    match &stack.end {
        StackEnd::Truncated(reason) => push_reason("truncated", reason, out),
        StackEnd::LeftOut(remark) => push(out, format_args!("  <{}>\n", escape::line(remark))),
        StackEnd::Root if stack.frames.is_empty() => push_reason("no stack", "no frames", out),
        StackEnd::Root => {}
    }
}

fn push_reason(what: &str, reason: &str, out: &mut String) {
    push(out, format_args!("  <{what}: {}>\n", escape::line(reason)));
}

/// The function on one line, the place in its source on the next.
fn push_frame(number: usize, frame: &Frame, out: &mut String) {
    let inlined = if frame.inlined { " (inlined)" } else { "" };
    match &frame.function {
        Some(name) => push(out, format_args!("{number:>3} {}{inlined}\n", escape::line(name))),
        None => push(out, format_args!("{number:>3} {}{inlined}\n", code(frame))),
    }
    match (&frame.file, &frame.function) {
        (Some(file), _) => {
            push(out, format_args!("      at {}{}\n", escape::line(file), at(frame)))
        }
        // Without a line, the offset is what `addr2line` can make one of elsewhere.
        (None, Some(_)) => push(out, format_args!("      in {}\n", code(frame))),
        (None, None) => {}
    }
}

/// Line and column, as far as they are known.
fn at(frame: &Frame) -> String {
    match (frame.line, frame.column) {
        (Some(line), Some(column)) => format!(":{line}:{column}"),
        (Some(line), None) => format!(":{line}"),
        (None, _) => String::new(),
    }
}

/// The place in the machine code.
fn code(frame: &Frame) -> String {
    match (&frame.module, frame.offset) {
        (Some(module), Some(offset)) => format!("{}+{offset:#x}", escape::line(module)),
        (Some(module), None) => format!("{:#x} in {}", frame.address, escape::line(module)),
        (None, _) => format!("{:#x}", frame.address),
    }
}
