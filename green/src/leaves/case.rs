//! A future that waits, what a report must say of it, and what ends its wait.

use std::any::Any;
use std::panic::Location;
use std::pin::Pin;

pub(crate) type Waiting = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What the trace must say.
#[derive(Clone, Copy)]
pub(crate) enum Shown {
    /// The await and, further in, functions whose names contain these.
    Leaf(&'static [&'static str]),
    /// The same, perhaps with the remark that two polls took different ways.
    Doubtful(&'static [&'static str]),
    /// The await and the container with this name; what is in it has wakers of its own.
    Container(&'static str),
    /// The same, and the tracked tasks in it by themselves.
    Children(&'static str),
    /// That there is none, and why.
    Nothing,
}

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) shown: Shown,
    /// Below the line that is marked `// waits`.
    pub(crate) place: &'static Location<'static>,
    pub(crate) future: Waiting,
    pub(crate) end: End,
    /// Polls itself again and again, report or not.
    pub(crate) is_busy: bool,
}

/// Ends the wait. What it returns is kept until the task has ended.
pub(crate) type End = Box<dyn FnOnce() -> Box<dyn Any + Send> + Send>;

impl Case {
    pub(crate) fn busy(self) -> Case {
        Case { is_busy: true, ..self }
    }
}

/// A case whose await is marked with `// waits` above the call.
#[track_caller]
pub(crate) fn case<T, K: Send + 'static>(
    name: &'static str,
    shown: Shown,
    future: impl Future<Output = T> + Send + 'static,
    end: impl FnOnce() -> K + Send + 'static,
) -> Case {
    let place = Location::caller();
    // One box: what is awaited is the case's own async block.
    let future = Box::pin(async move {
        future.await;
    });
    Case { name, shown, place, future, end: Box::new(|| Box::new(end())), is_busy: false }
}

/// A case that must show the functions whose names contain `leaf`.
#[track_caller]
pub(crate) fn leaf<T, K: Send + 'static>(
    name: &'static str,
    leaf: &'static [&'static str],
    future: impl Future<Output = T> + Send + 'static,
    end: impl FnOnce() -> K + Send + 'static,
) -> Case {
    case(name, Shown::Leaf(leaf), future, end)
}
