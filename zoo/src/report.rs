//! A report in lines for a program, columns separated by tabs:
//!
//! ```text
//! thread  id  name  state  method  end  doubt
//! frame   address  physical|inlined  function
//! gap     how many calls are left out here
//! end
//! ```

use crate::say;
use gmr::model::{Method, Stack, StackEnd, Thread, Threads};
use std::fmt::Write as _;

/// Makes a report and says it.
pub(crate) fn say_report() {
    let report = gmr::collect();
    let mut text = String::new();
    match report.threads() {
        Some(threads) => push_threads(threads, &mut text),
        None => {
            let status = report.section("Threads").map(|section| &section.status);
            let _ = writeln!(text, "note\tthere are no threads in the report: {status:?}");
        }
    }
    for warning in &report.warnings {
        let _ = writeln!(text, "note\t{warning}");
    }
    text.push_str("end");
    say(&text);
}

fn push_threads(threads: &Threads, text: &mut String) {
    for note in &threads.notes {
        let _ = writeln!(text, "note\t{note}");
    }
    for thread in &threads.threads {
        push_thread(threads, thread, text);
    }
}

fn push_thread(threads: &Threads, thread: &Thread, text: &mut String) {
    let stack = match &thread.stack {
        Ok(index) => threads.stacks.get(*index).ok_or("is not in the report"),
        Err(reason) => Err(reason.as_str()),
    };
    let method = match thread.method {
        Some(Method::Passive) => "passive",
        Some(Method::Signal) => "signal",
        Some(Method::Own) => "own",
        _ => "unknown",
    };
    let end = match stack {
        Ok(stack) => match &stack.end {
            StackEnd::Root => "root".to_owned(),
            StackEnd::Truncated(reason) => format!("truncated: {reason}"),
            StackEnd::LeftOut(remark) => format!("left out: {remark}"),
            _ => "unknown".to_owned(),
        },
        Err(reason) => format!("none: {reason}"),
    };
    let (id, name) = (thread.id, &thread.name);
    let state = thread.state.map_or("unknown", |state| state.word());
    let doubt = thread.doubt.as_deref().unwrap_or("");
    let _ = writeln!(text, "thread\t{id}\t{name}\t{state}\t{method}\t{end}\t{doubt}");
    if let Ok(stack) = stack {
        push_stack(stack, text);
    }
}

fn push_stack(stack: &Stack, text: &mut String) {
    for (at, frame) in stack.frames.iter().enumerate() {
        if let Some(gap) = stack.gap.filter(|gap| gap.at == at) {
            let _ = writeln!(text, "gap\t{}", gap.left_out);
        }
        let kind = if frame.inlined { "inlined" } else { "physical" };
        let function = frame.function.as_deref().unwrap_or("");
        let _ = writeln!(text, "frame\t{:#x}\t{kind}\t{function}", frame.address);
    }
}
