//! What a report says of a case, against what it must say.

use crate::case::{Case, Shown};
use gmr::model::{Branch, BranchEnd, Frame, Task, Tasks};
use std::panic::Location;
use std::path::Path;

/// What every report must say of a case.
pub(crate) struct Expected {
    pub(crate) name: &'static str,
    pub(crate) shown: Shown,
    file: &'static str,
    /// Of the await.
    pub(crate) line: u32,
    pub(crate) is_busy: bool,
}

impl Expected {
    pub(crate) fn of(case: &Case) -> Expected {
        let Case { name, is_busy, place, .. } = *case;
        Expected { name, shown: case.shown, file: place.file(), line: await_line(place), is_busy }
    }

    /// What is wrong, if anything is.
    pub(crate) fn fault(&self, tasks: &Tasks) -> Option<String> {
        let Some(task) = find(tasks, self.name) else { return Some("no such task".to_owned()) };
        let seen = seen(tasks, task);
        match self.shown {
            Shown::Nothing => self.fault_of_none(task, &seen),
            Shown::Leaf(names) => self.fault_of_trace(names, task, &seen),
            Shown::Doubtful(names) => self.fault_of_frames(names, &seen),
            Shown::Container(name) => self.fault_of_trace(&[name], task, &seen),
            Shown::Children(child) => {
                let is_shown = |task: &&Task| task.name.as_deref() == Some(child);
                let children = tasks.tasks.iter().filter(is_shown);
                let shown = children.filter(|task| task.flaw.is_none() && task.trace.is_some());
                let fault = self.fault_of_trace(&[], task, &seen);
                fault.or_else(|| (shown.count() == 0).then(|| format!("no trace of {child:?}")))
            }
        }
    }

    fn fault_of_none(&self, task: &Task, seen: &Seen<'_>) -> Option<String> {
        match (&task.flaw, seen.leaves) {
            (Some(_), 0) => None,
            (None, 0) => Some("it does not say why there is no trace".to_owned()),
            _ => Some("there is a trace".to_owned()),
        }
    }

    fn fault_of_trace(&self, names: &[&str], task: &Task, seen: &Seen<'_>) -> Option<String> {
        let flaw = task.flaw.as_ref().map(|flaw| format!("flaw: {flaw}"));
        flaw.or_else(|| self.fault_of_frames(names, seen))
    }

    fn fault_of_frames(&self, names: &[&str], seen: &Seen<'_>) -> Option<String> {
        if !seen.frames.iter().any(|frame| self.is_await(frame)) {
            return Some(format!("line {} is missing from {}", self.line, seen.text()));
        }
        let missing = names.iter().find(|name| !seen.has_function(name))?;
        Some(format!("{missing:?} is missing from {}", seen.text()))
    }

    fn is_await(&self, frame: &Frame) -> bool {
        // The debug information has the whole path.
        let is_here = frame.file.as_deref().is_some_and(|file| file.ends_with(self.file));
        is_here && frame.line == Some(self.line)
    }
}

pub(crate) fn find<'a>(tasks: &'a Tasks, name: &str) -> Option<&'a Task> {
    tasks.tasks.iter().find(|task| task.name.as_deref() == Some(name))
}

/// The last line above the place that is marked.
fn await_line(place: &Location<'_>) -> u32 {
    let file = Path::new(place.file()).file_name().expect("a file has a name");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/leaves").join(file);
    let text = std::fs::read_to_string(path).expect("a source file");
    let lines: Vec<_> = text.lines().take(place.line() as usize).collect();
    let marked = lines.iter().rposition(|line| line.ends_with("// waits"));
    u32::try_from(marked.expect("each case marks its await") + 1).expect("a short file")
}

/// All frames of a trace.
struct Seen<'a> {
    frames: Vec<&'a Frame>,
    /// Branches that end where somebody waits, or at another task.
    leaves: usize,
}

fn seen<'a>(tasks: &'a Tasks, task: &Task) -> Seen<'a> {
    let mut seen = Seen { frames: Vec::new(), leaves: 0 };
    let trace = tasks.trace_of(task);
    trace.iter().flat_map(|trace| &trace.branches).for_each(|branch| seen.add(branch));
    seen
}

impl<'a> Seen<'a> {
    fn add(&mut self, branch: &'a Branch) {
        self.frames.extend(branch.frames.iter().map(AsRef::as_ref));
        match &branch.end {
            BranchEnd::Fork(branches) => branches.iter().for_each(|branch| self.add(branch)),
            _ => self.leaves += 1,
        }
    }

    fn has_function(&self, name: &str) -> bool {
        let mut functions = self.frames.iter().filter_map(|frame| frame.function.as_deref());
        functions.any(|function| function.contains(name))
    }

    fn text(&self) -> String {
        let lines = self.frames.iter().map(|frame| {
            let function = frame.function.as_deref().unwrap_or("?");
            format!("{function} {:?}:{:?}", frame.file.as_deref().unwrap_or("?"), frame.line)
        });
        lines.collect::<Vec<_>>().join("\n    ")
    }
}
