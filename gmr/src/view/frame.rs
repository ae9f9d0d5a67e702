//! A call in words: its function, its place in the source, its place in the machine code.

use super::escape;
use super::push::push;
use super::tasks::fold::{self, Owner, owner_on_stack};
use crate::model::{Frame, Stack};
use std::borrow::Cow;

/// The function and the line of its await.
pub(super) fn words(call: &Frame) -> String {
    let mut text = String::new();
    match &call.function {
        Some(function) => text.push_str(&escape::line(&fold::name(function))),
        None => push_code(call, &mut text),
    }
    if let Some(place) = place(call) {
        push(&mut text, format_args!(" at {place}"));
    } else if call.function.is_some() {
        text.push_str(" in ");
        push_code(call, &mut text);
    }
    text
}

/// The function, or what `addr2line` can make one of, where there is room for no more.
pub(super) fn name(frame: &Frame) -> Cow<'_, str> {
    let file_name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    match (&frame.function, &frame.module, frame.offset) {
        (Some(function), _, _) => escape::line(function),
        (None, Some(module), Some(offset)) => {
            format!("{}+{offset:#x}", escape::line(&file_name(module))).into()
        }
        (None, Some(module), None) => {
            format!("{:#x} in {}", frame.address, escape::line(&file_name(module))).into()
        }
        (None, None, _) => format!("{:#x}", frame.address).into(),
    }
}

/// File, line and column as far as they are known.
pub(super) fn place(call: &Frame) -> Option<String> {
    let mut place = escape::line(file(call.file.as_deref()?)).into_owned();
    for number in [call.line, call.column].into_iter().map_while(|number| number) {
        push(&mut place, format_args!(":{number}"));
    }
    Some(place)
}

/// The place in the machine code.
pub(super) fn push_code(frame: &Frame, out: &mut String) {
    match (&frame.module, frame.offset) {
        (Some(module), Some(offset)) => {
            push(out, format_args!("{}+{offset:#x}", escape::line(module)))
        }
        (Some(module), None) => {
            push(out, format_args!("{:#x} in {}", frame.address, escape::line(module)));
        }
        (None, _) => push(out, format_args!("{:#x}", frame.address)),
    }
}

/// A path without what says nothing: the folders of cargo and of the compiler.
pub(super) fn file(path: &str) -> &str {
    let after = |mark: &str| path.split_once(mark).map(|(_, rest)| rest);
    let below = |rest: &'_ str| -> Option<usize> { rest.find('/').map(|at| at + 1) };
    if let Some(rest) = after("/registry/src/").or_else(|| after("/git/checkouts/")) {
        return below(rest).and_then(|at| rest.get(at..)).unwrap_or(rest);
    }
    if let Some(rest) = path.strip_prefix("/rustc/") {
        return below(rest).and_then(|at| rest.get(at..)).unwrap_or(rest);
    }
    after("/lib/rustlib/src/rust/").unwrap_or(path)
}

/// The innermost call of the program on a stack: what it is about.
pub(super) fn innermost_of_program(stack: &Stack) -> Option<&Frame> {
    let frames = stack.frames.iter().map(|frame| &**frame);
    frames.into_iter().find(|frame| owner_on_stack(frame) == Owner::Program)
}
