//! Reports, one after the other.

use gmr::model::{Branch, BranchEnd, Task, Tasks};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// One test at a time: reports are of the whole process.
pub fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a report says of tasks.
///
/// # Panics
///
/// If there is no such section.
#[must_use]
pub fn tasks() -> Tasks {
    gmr::collect().tasks().cloned().expect("a report has tasks")
}

/// The task with this name.
#[must_use]
pub fn find<'a>(tasks: &'a Tasks, name: &str) -> Option<&'a Task> {
    tasks.tasks.iter().find(|task| task.name.as_deref() == Some(name))
}

/// Reports until one is as it must be; a test that waits for ever is ended by its runner.
///
/// # Panics
///
/// After hundred reports.
pub fn eventually<T>(what: &str, mut look: impl FnMut(&Tasks) -> Option<T>) -> T {
    for _ in 0..100 {
        let tasks = tasks();
        if let Some(found) = look(&tasks) {
            return found;
        }
        std::thread::yield_now();
    }
    panic!("hundred reports without {what}: {:#?}", tasks());
}

/// Makes reports without pause until it is dropped.
#[derive(Debug)]
pub struct Reports {
    stop: Arc<AtomicBool>,
    count: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

impl Reports {
    /// Starts with a report.
    #[must_use]
    pub fn start() -> Reports {
        Reports::each(|_| ())
    }

    /// Looks at each report, too.
    #[must_use]
    pub fn each(mut look: impl FnMut(&Tasks) + Send + 'static) -> Reports {
        let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (ends, counts) = (stop.clone(), count.clone());
        look(&tasks());
        let thread = std::thread::spawn(move || {
            while !ends.load(Ordering::Relaxed) {
                look(&tasks());
                counts.fetch_add(1, Ordering::Relaxed);
            }
        });
        Reports { stop, count, thread: Some(thread) }
    }

    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }
}

impl Drop for Reports {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let result = self.thread.take().map(JoinHandle::join);
        assert!(std::thread::panicking() || result.is_none_or(|result| result.is_ok()));
    }
}

/// The stacks of a trace: each from the task's own future to where it waits.
#[must_use]
pub fn stacks(tasks: &Tasks, task: &Task) -> usize {
    fn ends(branch: &Branch) -> usize {
        match &branch.end {
            BranchEnd::Fork(branches) => branches.iter().map(ends).sum(),
            _ => 1,
        }
    }
    tasks.trace_of(task).map_or(0, |trace| trace.branches.iter().map(ends).sum())
}

/// The lines of a file that a trace goes through, outermost first.
#[must_use]
pub fn lines(tasks: &Tasks, task: &Task, file: &str) -> Vec<u32> {
    fn add(branch: &Branch, file: &str, lines: &mut Vec<u32>) {
        // The debug information has the whole path.
        let is_here = |path: &str| path.ends_with(file);
        let frames = branch.frames.iter();
        let here = frames.filter(|frame| frame.file.as_deref().is_some_and(is_here));
        lines.extend(here.filter_map(|frame| frame.line));
        if let BranchEnd::Fork(branches) = &branch.end {
            branches.iter().for_each(|branch| add(branch, file, lines));
        }
    }
    let mut lines = Vec::new();
    let branches = tasks.trace_of(task).into_iter().flat_map(|trace| &trace.branches);
    branches.for_each(|branch| add(branch, file, &mut lines));
    lines
}
