//! A trace as a list of calls, the task's own function first; what one call polls at once are
//! lists in it.

use super::frames::{push_call, push_place_in_code};
use super::markup::element;
use crate::model::{Branch, BranchEnd, Frame, Module, Trace};
use crate::view::push::push;
use crate::view::tasks::fold::{Owner, owner};
use crate::view::tasks::trace::{tasks, times};
use crate::view::words::{count, grouped};

/// So many calls of a trace are shown; so many futures that one call polls; and so many of these
/// within each other, because a browser ends elements that are nested too deeply.
const CALLS: usize = 2_000;
const FUTURES: usize = 200;
const LEVELS: usize = 60;

/// Appends a trace. `awaited` appends the tracked tasks to which its ends lead.
pub(super) fn push_trace(
    trace: &Trace,
    modules: &[Module],
    awaited: &mut dyn FnMut(usize, &mut String),
    out: &mut String,
) {
    let mut tree = Tree { modules, awaited, tasks: 0, calls: 0, left_out: 0, out };
    tree.branches(&trace.branches, 0);
    let left_out = tree.left_out;
    if trace.branches.is_empty() {
        element("p class=note", "the trace is empty", out);
    }
    if left_out > 0 {
        element("p class=note", &format!("{} left out", count(left_out, "more call")), out);
    }
    for note in &trace.notes {
        element("p class=note", note, out);
    }
}

/// A list that is being written.
struct Tree<'a> {
    modules: &'a [Module],
    awaited: &'a mut dyn FnMut(usize, &mut String),
    /// How many tracked tasks have been met.
    tasks: usize,
    calls: usize,
    left_out: usize,
    out: &'a mut String,
}

impl Tree<'_> {
    fn branches(&mut self, branches: &[Branch], level: usize) {
        let most = if level < LEVELS { FUTURES } else { 0 };
        let (shown, others) = branches.split_at(branches.len().min(most));
        for branch in shown {
            self.out.push_str("<ol class=\"frames trace\">\n");
            self.branch(branch, level);
            self.out.push_str("</ol>\n");
        }
        if !others.is_empty() {
            self.tasks += others.iter().map(tasks).sum::<usize>();
            let more = grouped(others.len() as u64);
            element("p class=note", &format!("{more} more futures left out"), self.out);
        }
    }

    fn branch(&mut self, branch: &Branch, level: usize) {
        let mut others = 0;
        for (at, call) in branch.frames.iter().enumerate() {
            let is_last = at + 1 == branch.frames.len();
            let times = if is_last { times(&branch.end) } else { String::new() };
            let is_programs = owner(call) == Owner::Program;
            if is_programs {
                self.others(&mut others);
            } else {
                others += 1;
            }
            self.call(call, is_programs, &times);
        }
        self.others(&mut others);
        match &branch.end {
            BranchEnd::Fork(branches) => {
                self.out.push_str("<li class=fork>polls at once\n");
                self.branches(branches, level + 1);
                self.out.push_str("</li>\n");
            }
            BranchEnd::Task => {
                self.out.push_str("<li class=e>");
                (self.awaited)(self.tasks, self.out);
                self.out.push_str("</li>\n");
                self.tasks += 1;
            }
            BranchEnd::Unknown(reason) => element("li class=e", reason, self.out),
            BranchEnd::Waits { .. } | BranchEnd::WokeItself { .. } if branch.frames.is_empty() => {
                element("li class=e", &format!("no calls{}", times(&branch.end)), self.out);
            }
            BranchEnd::Waits { .. } | BranchEnd::WokeItself { .. } => {}
        }
    }

    fn call(&mut self, call: &Frame, is_programs: bool, times: &str) {
        if self.calls == CALLS {
            self.left_out += 1;
            return;
        }
        self.calls += 1;
        self.out.push_str("<li data-code=\"");
        push_place_in_code(call, self.modules, self.out);
        self.out.push('"');
        push_call(call, is_programs, times, self.out);
    }

    /// What stands in place of calls that are not the program's, when these alone are shown.
    fn others(&mut self, others: &mut usize) {
        if *others > 0 {
            let calls = count(*others, "call");
            push(self.out, format_args!("<li class=f>{calls} of libraries and runtimes</li>\n"));
            *others = 0;
        }
    }
}
