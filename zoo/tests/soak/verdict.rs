//! What is wrong with a report, if anything is.

use crate::roles::{PREFIX, is_in_role};
use gmr::model::{Frame, Report, Stack, StackEnd, Status, Thread, Threads};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Of a stack that is not what it says, so many are shown.
const MOST_SHOWN: usize = 3;

/// What all reports together show.
#[derive(Default)]
pub(crate) struct Verdict {
    pub(crate) reports: u64,
    pub(crate) without_threads: u64,
    /// Reports that say that the capture of one before has not ended yet.
    pub(crate) late: u64,
    stacks: u64,
    complete: u64,
    /// Complete stacks on which the function of their role was looked for.
    pub(crate) checked: BTreeMap<String, u64>,
    /// Why stacks are not complete, or doubtful.
    marks: BTreeMap<String, u64>,
    /// How stacks were taken.
    methods: BTreeMap<String, u64>,
    /// Stacks that look complete and are not.
    pub(crate) false_ones: u64,
    shown: Vec<String>,
}

impl Verdict {
    pub(crate) fn add(&mut self, report: &Report) {
        self.reports += 1;
        let Some(threads) = report.threads() else {
            let status = report.section("Threads").map(|section| &section.status);
            match status {
                Some(Status::StillRunning { .. }) => self.late += 1,
                _ => self.without_threads += 1,
            }
            return;
        };
        for thread in threads.threads.iter().filter(|thread| thread.name.starts_with(PREFIX)) {
            self.add_thread(threads, thread);
        }
    }

    fn add_thread(&mut self, threads: &Threads, thread: &Thread) {
        self.stacks += 1;
        let method = thread.method.map_or("none".to_owned(), |method| format!("{method:?}"));
        *self.methods.entry(method).or_default() += 1;
        let stack = match &thread.stack {
            Ok(index) => &threads.stacks[*index],
            Err(reason) => return self.mark(reason),
        };
        if let StackEnd::Truncated(reason) = &stack.end {
            return self.mark(reason);
        }
        if let Some(doubt) = &thread.doubt {
            return self.mark(doubt);
        }
        self.complete += 1;
        // Time may have been up before all was named. The C library has no names for some.
        let is_nameless = |frame: &Arc<Frame>| frame.function.is_none() && is_of_program(frame);
        if !stack.frames.iter().any(is_nameless) {
            self.check(thread, stack);
        }
    }

    fn mark(&mut self, reason: &str) {
        *self.marks.entry(without_numbers(reason)).or_default() += 1;
    }

    /// Looks for the function of the thread's role, and for that with which a thread begins.
    fn check(&mut self, thread: &Thread, stack: &Stack) {
        let role = thread.name.strip_prefix(PREFIX).unwrap_or_default();
        *self.checked.entry(role.to_owned()).or_default() += 1;
        let function = format!("role_{role}");
        let is_role =
            |frame: &Arc<Frame>| frame.function.as_deref().is_some_and(|f| f.contains(&function));
        // A thread that lives for a moment may not have come to its role, or have left it.
        let is_there = stack.frames.iter().any(is_role) || !is_in_role(thread.id);
        if is_there && begins_a_thread(stack) {
            return;
        }
        self.false_ones += 1;
        if self.shown.len() < MOST_SHOWN {
            let functions = stack.frames.iter().filter_map(|frame| frame.function.as_deref());
            let functions: Vec<&str> = functions.collect();
            self.shown.push(format!("{}: {}", thread.name, functions.join(" < ")));
        }
    }
}

fn is_of_program(frame: &Frame) -> bool {
    let module = frame.module.as_deref();
    module.is_none_or(|module| module.rsplit('/').next().is_some_and(|m| m.starts_with("soak-")))
}

/// Whether the outermost function is the one that the kernel starts a thread in. Few C libraries
/// have a name for it.
fn begins_a_thread(stack: &Stack) -> bool {
    let Some(outermost) = stack.frames.last() else { return false };
    match &outermost.function {
        Some(name) => name.contains("clone") || name.contains("start"),
        None => outermost.module.as_ref().is_some_and(|module| module.contains("libc")),
    }
}

fn without_numbers(text: &str) -> String {
    let words = text
        .split(' ')
        .map(|word| if word.starts_with("0x") || word.parse::<u64>().is_ok() { "N" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Verdict { reports, late, stacks, complete, .. } = self;
        let marked: u64 = self.marks.values().sum();
        write!(f, "{reports} reports, {late} late; ")?;
        write!(f, "{stacks} stacks: {complete} complete, {marked} marked")?;
        write!(f, "; taken {:?}; marks {:?}", self.methods, self.marks)?;
        write!(f, "; false {}", self.false_ones)?;
        self.shown.iter().try_for_each(|shown| write!(f, "; FALSE {shown}"))
    }
}
