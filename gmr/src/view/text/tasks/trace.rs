//! A trace as a tree: each call under the one that awaits it, the task's own function first.

use crate::model::{Branch, BranchEnd, Trace};
use crate::view::escape;
use crate::view::frame::words;
use crate::view::push::push;
use crate::view::tasks::fold;
use crate::view::tasks::trace::{tasks, times};
use crate::view::words::{count, grouped};

/// So many lines of a trace are shown.
const LINES: usize = 120;
/// So many futures that one call polls are shown.
const FUTURES: usize = 16;
/// Calls that are nested deeper are not indented more.
const LEVELS: usize = 12;

/// Appends the lines of a trace. `awaited` tells of each tracked task in it which one it is.
pub(super) fn push_trace(trace: &Trace, awaited: &dyn Fn(usize) -> String, out: &mut String) {
    let mut tree = Tree { awaited, tasks: 0, lines: 0, folded: 0, left_out: 0, out };
    if trace.branches.is_empty() {
        tree.line(0, "", "<nothing>");
    }
    tree.branches(&trace.branches, 0);
    let Tree { folded, left_out, .. } = tree;
    if left_out > 0 {
        push(out, format_args!("  <{} left out>\n", count(left_out, "more line")));
    }
    if folded > 0 {
        let calls = count(folded, "call");
        push(out, format_args!("  <{calls} of libraries and runtimes left out>\n"));
    }
    for note in &trace.notes {
        push(out, format_args!("  <{}>\n", escape::line(note)));
    }
}

/// A tree that is being written.
struct Tree<'a> {
    awaited: &'a dyn Fn(usize) -> String,
    /// How many tracked tasks have been met.
    tasks: usize,
    lines: usize,
    folded: usize,
    left_out: usize,
    out: &'a mut String,
}

impl Tree<'_> {
    /// Several branches each have a mark; they are the futures that one call polls.
    fn branches(&mut self, branches: &[Branch], level: usize) {
        let (shown, others) = branches.split_at(branches.len().min(FUTURES));
        for branch in shown {
            let mark = if branches.len() > 1 { "+ " } else { "" };
            self.branch(branch, level, mark);
        }
        if !others.is_empty() {
            let others = others.iter();
            let more = others.map(|branch| self.tasks += tasks(branch)).count();
            self.line(level, "+ ", &format!("<{} more>", grouped(more as u64)));
        }
    }

    fn branch(&mut self, branch: &Branch, mut level: usize, mut mark: &str) {
        let is_leaf = !matches!(branch.end, BranchEnd::Fork(_));
        let calls = fold::shown(&branch.frames, is_leaf);
        self.folded += branch.frames.len() - calls.len();
        for (at, call) in calls.iter().enumerate() {
            let is_last = at + 1 == calls.len();
            let times = if is_last { times(&branch.end) } else { String::new() };
            self.line(level, mark, &format!("{}{times}", words(call)));
            level += 1 + usize::from(!mark.is_empty());
            mark = "";
        }
        match &branch.end {
            BranchEnd::Fork(branches) => self.branches(branches, level),
            BranchEnd::Task => {
                let task = (self.awaited)(self.tasks);
                self.tasks += 1;
                self.line(level, mark, &task);
            }
            BranchEnd::Unknown(reason) => {
                self.line(level, mark, &format!("<{}>", escape::line(reason)));
            }
            BranchEnd::Waits { .. } | BranchEnd::WokeItself { .. } if calls.is_empty() => {
                self.line(level, mark, "<no calls>");
            }
            BranchEnd::Waits { .. } | BranchEnd::WokeItself { .. } => {}
        }
    }

    /// One line, if there is room for it.
    fn line(&mut self, level: usize, mark: &str, text: &str) {
        if self.lines == LINES {
            self.left_out += 1;
            return;
        }
        self.lines += 1;
        let indent = 2 + 2 * level.min(LEVELS);
        push(self.out, format_args!("{:indent$}{mark}{text}\n", ""));
    }
}
