//! Async tasks of the program: which there are, and which of them live.

use super::bounded::bounded;
use super::registry::copy;
use super::{Out, ReportValue, Tracker};
use crate::model::Origin;
use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::Location;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// More than these of one name are counted, not listed.
const LISTED: usize = 100;

/// What every task that one `#[gmr::task]` makes has in common.
#[derive(Debug)]
pub struct Task {
    pub(crate) name: &'static str,
    pub(crate) origin: Origin,
    live: Tracker,
}

/// A task that the linker collected.
#[derive(Debug)]
pub struct TaskEntry(pub &'static Task);
inventory::collect!(TaskEntry);

impl Task {
    /// A task of which none lives yet.
    #[must_use]
    pub const fn new(name: &'static str, origin: Origin) -> Self {
        Task { name, origin, live: Tracker::new() }
    }

    /// Lists one until the value that it returns is dropped; `detail` tells it from the others.
    #[must_use]
    pub fn begin(&self, detail: Option<fmt::Arguments<'_>>) -> Live {
        let since = Instant::now();
        let life = Arc::new(Life { detail: detail.map(bounded), since, polls: AtomicU64::new(0) });
        let weak: std::sync::Weak<Life> = Arc::downgrade(&life);
        self.live.add(weak);
        Live(life)
    }
}

impl ReportValue for Task {
    fn report(&self, out: Out<'_>) {
        let mut map = out.map();
        map.entry("place").symbol(format!("{}:{}", self.origin.file, self.origin.line));
        let Some(live) = self.live.live() else { return map.entry("alive").note("locked") };
        map.entry("alive").uint(live.len().try_into().unwrap_or(u64::MAX));
        if live.is_empty() {
            return;
        }
        let mut list = map.entry("tasks").list();
        live.iter().take(LISTED).for_each(|life| life.report(list.item()));
        if let Some(more @ 1..) = live.len().checked_sub(LISTED) {
            list.item().note(format!("{more} more"));
        }
    }
}

/// A task that lives.
#[derive(Debug)]
pub struct Live(Arc<Life>);

impl Live {
    /// The future of the task, each of its polls counted.
    pub async fn drive<F: Future>(self, mut future: Pin<&mut F>) -> F::Output {
        poll_fn(|context| {
            self.0.polls.fetch_add(1, Ordering::Relaxed);
            future.as_mut().poll(context)
        })
        .await
    }
}

#[derive(Debug)]
struct Life {
    detail: Option<String>,
    since: Instant,
    polls: AtomicU64,
}

impl ReportValue for Life {
    fn report(&self, out: Out<'_>) {
        let mut map = out.map();
        if let Some(detail) = &self.detail {
            map.entry("detail").str(detail);
        }
        map.entry("begun").value(&self.since);
        map.entry("polls").uint(self.polls.load(Ordering::Relaxed));
    }
}

/// The tasks that [`task`] made, one for each place that calls it.
static WRAPPED: Mutex<Vec<&'static Task>> = Mutex::new(Vec::new());

/// Lists a future under "Green Threads" while it lives.
///
/// An `async fn` is listed by [`#[gmr::task]`](macro@crate::task).
///
/// ```
/// # fn spawn<F>(_: F) {}
/// spawn(gmr::task("sweeper", async {
///     // sweep, sleep, repeat
/// }));
/// ```
#[track_caller]
pub fn task<F: Future>(name: &'static str, future: F) -> impl Future<Output = F::Output> {
    let live = wrapped(name, Location::caller()).begin(None);
    async move { live.drive(pin!(future)).await }
}

fn wrapped(name: &'static str, place: &'static Location<'static>) -> &'static Task {
    let origin = Origin { module: "", file: place.file(), line: place.line() };
    let mut all = WRAPPED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = all.iter().find(|task| task.name == name && task.origin == origin) {
        return known;
    }
    // Once for each place in the source.
    let task: &'static Task = Box::leak(Box::new(Task::new(name, origin)));
    all.push(task);
    task
}

/// All tasks that the program has, by name.
pub(crate) fn tasks() -> Vec<&'static Task> {
    let mut all: Vec<&Task> = inventory::iter::<TaskEntry>.into_iter().map(|e| e.0).collect();
    all.extend(copy(&WRAPPED).unwrap_or_default());
    all.sort_by_key(|task| (task.name, task.origin.file, task.origin.line));
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;
    use crate::model::Value;
    use crate::section::to_value;
    use std::task::{Context, Waker};

    fn listed(task: &Task) -> Vec<Value> {
        match to_value(task).entry("tasks") {
            Some(Value::List(tasks)) => tasks.clone(),
            None => Vec::new(),
            other => panic!("{other:?}"),
        }
    }

    fn poll(future: Pin<&mut impl Future>) {
        let _ = future.poll(&mut Context::from_waker(Waker::noop()));
    }

    #[test]
    fn a_task_is_listed_while_it_lives_with_its_polls() {
        let task = Task::new("worker", Origin { module: "m", file: "f.rs", line: 3 });
        assert_eq!(to_value(&task).entry("alive"), Some(&Value::Int(0)));
        let mut future = Box::pin(async {
            let live = task.begin(Some(format_args!("id={}", 7)));
            live.drive(pin!(std::future::pending::<()>())).await;
        });
        assert!(listed(&task).is_empty());
        poll(future.as_mut());
        poll(future.as_mut());
        let all = listed(&task);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].entry("detail"), Some(&Value::Str("id=7".into())));
        assert_eq!(all[0].entry("polls"), Some(&Value::Int(2)));
        assert_eq!(to_value(&task).entry("place"), Some(&Value::Symbol("f.rs:3".into())));
        drop(future);
        assert!(listed(&task).is_empty());
    }

    #[test]
    fn what_a_task_says_of_itself_is_masked() {
        let task = Task::new("worker", Origin { module: "m", file: "f.rs", line: 3 });
        let _live = task.begin(Some(format_args!("db=postgres://a:hunter2@db/x")));
        assert!(!format!("{:?}", to_value(&task)).contains("hunter2"));
    }

    #[test]
    fn very_many_tasks_are_counted_and_some_are_listed() {
        let task = Task::new("worker", Origin { module: "m", file: "f.rs", line: 3 });
        let all: Vec<Live> = (0..LISTED + 5).map(|_| task.begin(None)).collect();
        assert_eq!(to_value(&task).entry("alive"), Some(&Value::Int(105)));
        let listed = listed(&task);
        assert_eq!(listed.len(), LISTED + 1);
        assert_eq!(listed.last(), Some(&Value::Note("5 more".into())));
        drop(all);
    }

    #[test]
    fn one_place_that_wraps_many_futures_is_one_task() {
        let begin = || task("wrapped here", std::future::ready(1));
        let both = (begin(), begin());
        let mine: Vec<_> = tasks().into_iter().filter(|t| t.name == "wrapped here").collect();
        assert_eq!(mine.len(), 1);
        assert_eq!(listed(mine[0]).len(), 2);
        assert!(mine[0].origin.file.ends_with("task.rs"));
        drop(both);
        assert!(listed(mine[0]).is_empty());
    }
}
