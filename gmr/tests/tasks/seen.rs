//! What a test sees of the tasks in a report.

use gmr::model::{Branch, BranchEnd, Frame, Report, Task, Tasks, Trace};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The tasks of a new report.
pub(crate) fn report() -> Arc<Report> {
    gmr::collect()
}

pub(crate) fn tasks(report: &Report) -> &Tasks {
    report.tasks().expect("the section was written")
}

/// The task of this name.
pub(crate) fn task<'r>(report: &'r Report, name: &str) -> &'r Task {
    let all = tasks(report);
    let mut found = all.tasks.iter().filter(|task| task.name.as_deref() == Some(name));
    found.next().unwrap_or_else(|| panic!("no task {name} in {all:#?}"))
}

/// Where the task of this name waits.
pub(crate) fn trace<'r>(report: &'r Report, name: &str) -> &'r Trace {
    let task = task(report, name);
    let trace = tasks(report).trace_of(task);
    trace.unwrap_or_else(|| panic!("no trace: {task:#?}\n{}", gmr::view::text(report)))
}

/// The calls of a trace with one branch, outermost first: `function:line` each.
pub(crate) fn calls(trace: &Trace) -> Vec<String> {
    let [branch] = &trace.branches[..] else { panic!("not one branch: {trace:#?}") };
    assert!(!matches!(branch.end, BranchEnd::Fork(_)), "{trace:#?}");
    branch.frames.iter().map(|frame| call(frame)).collect()
}

/// The tree below: a line for each call, indented by forks, and the ends in words.
pub(crate) fn tree(branches: &[Branch]) -> Vec<String> {
    let mut lines = Vec::new();
    for branch in branches {
        lines.extend(branch.frames.iter().map(|frame| call(frame)));
        match &branch.end {
            BranchEnd::Fork(inner) => {
                lines.extend(tree(inner).iter().map(|line| format!("  {line}")));
            }
            BranchEnd::Waits { times } => lines.push(format!("waits {times}")),
            BranchEnd::WokeItself { .. } => lines.push("woke itself".into()),
            BranchEnd::Task => lines.push("task".into()),
            BranchEnd::Unknown(why) => lines.push(why.clone()),
            other => panic!("{other:?}"),
        }
    }
    lines
}

fn call(frame: &Frame) -> String {
    let name = frame.function.as_deref().unwrap_or("?");
    let name = name.split_once("::").map_or(name, |(_, path)| path);
    format!("{name}:{}", frame.line.unwrap_or(0))
}

/// The line that ends with `// MARK`.
pub(crate) fn line(source: &str, mark: &str) -> u32 {
    let mark = format!("// {mark}");
    let at = source.lines().position(|line| line.ends_with(&mark));
    at.unwrap_or_else(|| panic!("no line is marked {mark}")) as u32 + 1
}

/// Makes reports until one is as wanted; the last one if none is within a time that is ample.
pub(crate) fn until(is_wanted: impl Fn(&Report) -> bool) -> Arc<Report> {
    let begin = Instant::now();
    loop {
        let report = report();
        if is_wanted(&report) || begin.elapsed() > Duration::from_secs(30) {
            return report;
        }
    }
}
