//! Stacks as lists of frames. Stacks share frames, and so each is written once and then copied.

use super::markup::{element, text};
use crate::model::{Frame, Module, Stack, StackEnd};
use crate::view::frame::{place, push_code};
use crate::view::push::{push, push_number};
use crate::view::tasks::fold::{Owner, owner_on_stack};
use crate::view::words::{count, grouped};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// The frames that were written.
#[derive(Default)]
pub(super) struct Frames<'r> {
    /// Those that are listed elsewhere on the page with their whole paths.
    modules: &'r [Module],
    known: HashMap<*const Frame, Written>,
    text: String,
}

/// Where a frame is in the text that was written.
#[derive(Clone)]
struct Written {
    is_programs: bool,
    call: Range<usize>,
    code: Range<usize>,
}

impl<'r> Frames<'r> {
    /// Frames of these modules.
    pub(super) fn new(modules: &'r [Module]) -> Self {
        Frames { modules, ..Frames::default() }
    }

    /// A stack, innermost frame first.
    pub(super) fn push_stack(&mut self, stack: &Stack, id: Option<&str>, out: &mut String) {
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            out.push_str("<p class=id>stack <code>");
            text(id, out);
            out.push_str("</code></p>\n");
        }
        out.push_str("<ol class=frames>\n");
        let mut others = 0;
        for (number, frame) in stack.frames.iter().enumerate() {
            if let Some(gap) = stack.gap.filter(|gap| gap.at == number) {
                push_others(&mut others, out);
                let left_out = grouped(gap.left_out);
                element("li class=g", &format!("… {left_out} calls left out …"), out);
            }
            let Written { is_programs, call, .. } = self.frame(frame);
            if is_programs {
                push_others(&mut others, out);
            } else {
                others += 1;
            }
            out.push_str("<li value=");
            push_number(number as u64, 0, out);
            out.push_str(&self.text[call]);
        }
        push_others(&mut others, out);
        push_end(stack, out);
        out.push_str("</ol>\n");
        self.push_places_in_code(stack, out);
    }

    /// The places in the machine code, in one piece of text: of thousands of stacks each element
    /// counts, and hardly anybody looks at these. Inlined calls have that of the one they are in.
    fn push_places_in_code(&mut self, stack: &Stack, out: &mut String) {
        if stack.frames.is_empty() {
            return;
        }
        out.push_str("<pre class=raw>");
        for (number, frame) in stack.frames.iter().enumerate() {
            let is_last = number + 1 == stack.frames.len();
            if !frame.inlined || is_last {
                push_number(number as u64, 3, out);
                out.push(' ');
                let Written { code, .. } = self.frame(frame);
                out.push_str(&self.text[code]);
                out.push('\n');
            }
        }
        out.push_str("</pre>\n");
    }

    /// Where a frame is written; it is at the latest by now.
    fn frame(&mut self, frame: &Arc<Frame>) -> Written {
        if let Some(known) = self.known.get(&Arc::as_ptr(frame)) {
            return known.clone();
        }
        let start = self.text.len();
        let is_programs = owner_on_stack(frame) == Owner::Program;
        push_call(frame, is_programs, "", &mut self.text);
        let end = self.text.len();
        push_place_in_code(frame, self.modules, &mut self.text);
        let written = Written { is_programs, call: start..end, code: end..self.text.len() };
        self.known.insert(Arc::as_ptr(frame), written.clone());
        written
    }
}

/// What stands in place of frames that are not the program's, when these alone are shown.
fn push_others(others: &mut usize, out: &mut String) {
    if *others > 0 {
        let frames = count(*others, "frame");
        push(out, format_args!("<li class=f>{frames} of libraries and runtimes</li>\n"));
        *others = 0;
    }
}

/// Why a stack ends, if not at the root.
fn push_end(stack: &Stack, out: &mut String) {
    match &stack.end {
        StackEnd::Truncated(why) => element("li class=e", &format!("truncated: {why}"), out),
        StackEnd::LeftOut(remark) => element("li class=e", remark, out),
        StackEnd::Root if stack.frames.is_empty() => element("li class=e", "no frames", out),
        StackEnd::Root => {}
    }
}

/// The rest of an item behind `<li`: whose call it is, the function, and its place in the source.
pub(super) fn push_call(frame: &Frame, is_programs: bool, remark: &str, out: &mut String) {
    out.push_str(match (is_programs, frame.inlined) {
        (true, false) => ">",
        (true, true) => " class=i>",
        (false, false) => " class=o>",
        (false, true) => " class=\"o i\">",
    });
    push_function(frame, out);
    if !remark.is_empty() {
        element("em", remark, out);
    }
    if let Some(place) = place(frame) {
        out.push(' ');
        text(&place, out);
    }
    out.push_str("</li>");
}

/// The function, or the place in the machine code if it is not known.
pub(super) fn push_function(frame: &Frame, out: &mut String) {
    match &frame.function {
        Some(function) => element("code", function, out),
        None => {
            let mut code = String::new();
            push_code(frame, &mut code);
            element("code", &code, out);
        }
    }
}

/// Address, module and offset. Of a module that is listed, the last part of its path.
pub(super) fn push_place_in_code(frame: &Frame, modules: &[Module], out: &mut String) {
    push(out, format_args!("{:#x}", frame.address));
    if let Some(path) = &frame.module {
        let is_listed = modules.iter().any(|module| module.path == *path);
        let name = path.rsplit('/').next().filter(|_| is_listed).unwrap_or(path);
        out.push(' ');
        text(name, out);
    }
    if let Some(offset) = frame.offset {
        push(out, format_args!("+{offset:#x}"));
    }
}
