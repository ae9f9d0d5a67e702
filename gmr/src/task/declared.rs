//! What `#[gmr::task]` expands to.

use super::Tracked;
use crate::model::Origin;
use crate::section::bounded_text;
use std::fmt;

/// An `async fn` whose calls are tasks.
#[derive(Debug)]
pub struct Declared {
    pub(crate) name: &'static str,
    pub(crate) origin: Origin,
}

/// One that the linker collected.
#[derive(Debug)]
pub struct TaskEntry(pub &'static Declared);
inventory::collect!(TaskEntry);

/// A call whose body is not made yet: what it says of itself may need arguments that the body
/// takes.
#[derive(Debug)]
pub struct Begun {
    name: &'static str,
    detail: Option<String>,
}

impl Declared {
    /// A function of this name.
    #[must_use]
    pub const fn new(name: &'static str, origin: Origin) -> Self {
        Declared { name, origin }
    }

    /// A call begins; `detail` tells it from the others.
    #[must_use]
    pub fn begin(&self, detail: Option<fmt::Arguments<'_>>) -> Begun {
        Begun { name: self.name, detail: detail.map(bounded_text) }
    }
}

impl Begun {
    /// The body as a task.
    #[track_caller]
    #[inline]
    pub fn track<F: Future>(self, body: F) -> Tracked<F> {
        let tracked = Tracked::new(body).named(self.name);
        match self.detail {
            Some(detail) => tracked.detail(detail),
            None => tracked,
        }
    }
}

/// All functions of the program whose calls are tasks, by name.
pub(crate) fn declared() -> Vec<&'static Declared> {
    let mut all: Vec<_> = inventory::iter::<TaskEntry>.into_iter().map(|entry| entry.0).collect();
    all.sort_by_key(|task| (task.name, task.origin.file, task.origin.line));
    all
}
