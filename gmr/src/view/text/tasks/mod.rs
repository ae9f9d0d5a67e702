//! The Green Threads section: every distinct trace once, with the tasks that have it.
//!
//! However many tasks there are, what is written of them is bounded, and every cut says how much
//! it cuts.

mod family;
mod groups;
mod trace;

use super::modules::push_modules;
use crate::model::{Branch, BranchEnd, Frame, Tasks, Threads};
use crate::view::escape;
use crate::view::push::push;
use crate::view::tasks::{missing, totals, untracked};
use std::sync::Arc;

/// Appends the body of the section; tasks that run are linked to the threads on which they do.
pub(super) fn push_tasks(tasks: &Tasks, threads: Option<&Threads>, out: &mut String) {
    if !tasks.tasks.is_empty() {
        push(out, format_args!("tasks = {}\n", totals(tasks)));
    } else if tasks.notes.is_empty() {
        out.push_str(
            "<no async task is tracked: spawn tasks with gmr::spawn, wrap futures with .traced(), \
             or put #[gmr::task] on an async fn>\n",
        );
    }
    let untracked = tasks.untracked.iter().map(untracked);
    for line in missing(tasks).into_iter().chain(untracked) {
        push(out, format_args!("<{}>\n", escape::line(&line)));
    }
    for note in &tasks.notes {
        push(out, format_args!("<{}>\n", escape::line(note)));
    }
    groups::push_groups(tasks, threads, out);
    family::push_family(tasks, out);
    let mut frames = Vec::new();
    tasks.traces.iter().for_each(|trace| collect(&trace.branches, &mut frames));
    push_modules(frames.into_iter(), threads.map_or(&[], |threads| &threads.modules), out);
}

/// The frames of these branches.
fn collect<'t>(branches: &'t [Branch], frames: &mut Vec<&'t Arc<Frame>>) {
    for branch in branches {
        frames.extend(&branch.frames);
        if let BranchEnd::Fork(branches) = &branch.end {
            collect(branches, frames);
        }
    }
}
