//! Collapsed stacks: what flame graphs are made of.

use super::escape;
use crate::model::{Frame, Report, Stack};

/// The stacks of the threads, a line each: the functions from the outermost to the innermost, and
/// how many threads have the stack.
///
/// It is the format that `stackcollapse-*.pl` of
/// [FlameGraph](https://github.com/brendangregg/FlameGraph) write, and that inferno, speedscope
/// and the Firefox Profiler read. A function without a name is shown as `[unknown]`, as perf's
/// is. A report without stacks is no line.
///
/// ```
/// let stacks = gmr::view::collapsed(&gmr::collect());
/// assert!(stacks.lines().all(|line| line.rsplit_once(' ').is_some()));
/// ```
#[must_use]
pub fn collapsed(report: &Report) -> String {
    let Some(threads) = report.threads() else { return String::new() };
    let mut out = String::new();
    for (index, stack) in threads.stacks.iter().enumerate().filter(|(_, s)| !s.frames.is_empty()) {
        let number = threads.threads.iter().filter(|t| t.stack == Ok(index)).count();
        out.push_str(&format!("{} {number}\n", line(stack)));
    }
    out
}

fn line(stack: &Stack) -> String {
    let names: Vec<String> = stack.frames.iter().rev().map(|frame| name(frame)).collect();
    names.join(";")
}

/// Neither a newline nor the sign between two names may stand in one.
fn name(frame: &Frame) -> String {
    let name = frame.function.as_deref().unwrap_or("[unknown]");
    escape::line(name).replace(';', ":")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Content, Section, Service, StackEnd, Thread, Threads, Trigger, TriggerKind,
    };
    use std::time::{Duration, UNIX_EPOCH};

    fn report(threads: Threads) -> Report {
        Report {
            time: UNIX_EPOCH,
            duration: Duration::ZERO,
            service: Service::default(),
            pid: 1,
            trigger: Trigger { kind: TriggerKind::Api, requests: 1 },
            warnings: Vec::new(),
            sections: vec![Section::new("Threads", Content::Threads(threads))],
        }
    }

    fn stack(functions: &[Option<&str>]) -> Stack {
        let frame =
            |function: &Option<&str>| Frame { function: function.map(Into::into), ..Frame::new(1) };
        Stack::new(functions.iter().map(frame), StackEnd::Root)
    }

    fn threads(stacks: Vec<Stack>, at: &[usize]) -> Threads {
        let thread = |(id, at): (u64, &usize)| Thread { stack: Ok(*at), ..Thread::new(id) };
        let threads = (1..).zip(at).map(thread).collect();
        Threads { threads, stacks, ..Threads::default() }
    }

    #[test]
    fn a_stack_is_a_line_from_the_outermost_function_on_with_its_number_of_threads() {
        let stacks = vec![
            stack(&[Some("park"), Some("worker"), Some("main")]),
            stack(&[None, Some("main")]),
            stack(&[]),
        ];
        let text = collapsed(&report(threads(stacks, &[0, 1, 0, 2])));
        assert_eq!(text, "main;worker;park 2\nmain;[unknown] 1\n");
    }

    #[test]
    fn no_name_can_begin_a_line_or_another_name() {
        let stacks = vec![stack(&[Some("a;b\nc\r\u{2028} 7")])];
        let text = collapsed(&report(threads(stacks, &[0])));
        assert_eq!(text, "a:b\\u{a}c\\u{d}\\u{2028} 7 1\n");
    }

    #[test]
    fn a_report_without_stacks_is_no_line() {
        assert_eq!(collapsed(&report(Threads::default())), "");
    }
}
