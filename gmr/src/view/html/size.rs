//! How long a page becomes, about: memory that need not grow need not be copied.

use super::csp::{SCRIPT, STYLE};
use crate::model::{Content, Report, Tasks, Threads};

/// Markup of a thread, of a frame, and of a task, in bytes; from reports of real services.
const THREAD: usize = 700;
const FRAME: usize = 190;
const TASK: usize = 500;

/// Rather more than less than the page has, but for values, which are few.
pub(super) fn estimate(report: &Report) -> usize {
    let contents = report.sections.iter().map(|section| match &section.content {
        Content::Threads(threads) => of_threads(threads),
        Content::Tasks(tasks) => of_tasks(tasks),
        Content::Value(_) | Content::Configuration(_) => 4 << 10,
    });
    let page = STYLE.len() + SCRIPT.len() + (8 << 10);
    contents.fold(page, usize::saturating_add)
}

fn of_threads(threads: &Threads) -> usize {
    let frames: usize = threads.stacks.iter().map(|stack| stack.frames.len()).sum();
    threads.threads.len() * THREAD + threads.stacks.len() * THREAD + frames * FRAME
}

fn of_tasks(tasks: &Tasks) -> usize {
    tasks.tasks.len() * TASK + tasks.traces.len() * 10 * FRAME
}
