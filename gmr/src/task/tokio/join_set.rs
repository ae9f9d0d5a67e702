//! A set of tasks that are awaited together.

use super::Builder;
use crate::sys::task::runtimes;
use crate::task::Tracked;
use std::fmt;
use std::ops::{Deref, DerefMut};
use tokio::runtime::Handle;
use tokio::task::{self, AbortHandle, LocalSet};

/// A [`JoinSet`](task::JoinSet) whose tasks reports show.
///
/// What it does not say itself is the original's, which it dereferences to.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let mut squares: gmr::task::tokio::JoinSet<u32> = (1..4).map(|n| async move { n * n }).collect();
/// let mut sum = 0;
/// while let Some(square) = squares.join_next().await {
///     sum += square.unwrap();
/// }
/// assert_eq!(sum, 14);
/// # }
/// ```
pub struct JoinSet<T>(task::JoinSet<T>);

impl<T> JoinSet<T> {
    /// An empty set.
    pub fn new() -> JoinSet<T> {
        JoinSet(task::JoinSet::new())
    }
}

impl<T: 'static> JoinSet<T> {
    /// Names the next task; see [`JoinSetBuilder`].
    pub fn build_task(&mut self) -> JoinSetBuilder<'_, T> {
        JoinSetBuilder { set: self, task: Builder::new() }
    }

    /// Spawns a task on the current runtime; see [`task::JoinSet::spawn`].
    #[track_caller]
    pub fn spawn<F>(&mut self, future: F) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send,
    {
        runtimes::note_sometimes();
        self.0.spawn(Tracked::new(future))
    }

    /// Spawns a task on a given runtime; see [`task::JoinSet::spawn_on`].
    #[track_caller]
    pub fn spawn_on<F>(&mut self, future: F, handle: &Handle) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send,
    {
        self.0.spawn_on(Tracked::new(future), handle)
    }

    /// Spawns a task on the `LocalSet` or `LocalRuntime` of this thread; see
    /// [`task::JoinSet::spawn_local`].
    #[track_caller]
    pub fn spawn_local<F>(&mut self, future: F) -> AbortHandle
    where
        F: Future<Output = T> + 'static,
    {
        runtimes::note_sometimes();
        self.0.spawn_local(Tracked::new(future))
    }

    /// Spawns a task on a given `LocalSet`; see [`task::JoinSet::spawn_local_on`].
    #[track_caller]
    pub fn spawn_local_on<F>(&mut self, future: F, set: &LocalSet) -> AbortHandle
    where
        F: Future<Output = T> + 'static,
    {
        self.0.spawn_local_on(Tracked::new(future), set)
    }

    /// Awaits all tasks; see [`task::JoinSet::join_all`].
    pub async fn join_all(self) -> Vec<T> {
        self.0.join_all().await
    }
}

/// Spawns a task with a name into a [`JoinSet`].
#[derive(Debug)]
#[must_use = "a builder spawns nothing by itself"]
pub struct JoinSetBuilder<'a, T> {
    set: &'a mut JoinSet<T>,
    task: Builder<'a>,
}

impl<'a, T: 'static> JoinSetBuilder<'a, T> {
    /// Names the task.
    pub fn name(self, name: &'a str) -> JoinSetBuilder<'a, T> {
        JoinSetBuilder { task: self.task.name(name), ..self }
    }

    /// Spawns the task on the current runtime.
    #[track_caller]
    pub fn spawn<F>(self, future: F) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send,
    {
        self.set.0.spawn(self.task.tracked(future))
    }

    /// Spawns the task on a given runtime.
    #[track_caller]
    pub fn spawn_on<F>(self, future: F, handle: &Handle) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send,
    {
        self.set.0.spawn_on(self.task.tracked(future), handle)
    }

    /// Spawns the task on the `LocalSet` or `LocalRuntime` of this thread.
    #[track_caller]
    pub fn spawn_local<F>(self, future: F) -> AbortHandle
    where
        F: Future<Output = T> + 'static,
    {
        self.set.0.spawn_local(self.task.tracked(future))
    }

    /// Spawns the task on a given `LocalSet`.
    #[track_caller]
    pub fn spawn_local_on<F>(self, future: F, set: &LocalSet) -> AbortHandle
    where
        F: Future<Output = T> + 'static,
    {
        self.set.0.spawn_local_on(self.task.tracked(future), set)
    }
}

impl<T> Deref for JoinSet<T> {
    type Target = task::JoinSet<T>;

    fn deref(&self) -> &task::JoinSet<T> {
        &self.0
    }
}

impl<T> DerefMut for JoinSet<T> {
    fn deref_mut(&mut self) -> &mut task::JoinSet<T> {
        &mut self.0
    }
}

impl<T> Default for JoinSet<T> {
    fn default() -> JoinSet<T> {
        JoinSet::new()
    }
}

impl<T> fmt::Debug for JoinSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// With the tasks that it has, tracked or not.
impl<T> From<task::JoinSet<T>> for JoinSet<T> {
    fn from(set: task::JoinSet<T>) -> JoinSet<T> {
        JoinSet(set)
    }
}

impl<T> From<JoinSet<T>> for task::JoinSet<T> {
    fn from(set: JoinSet<T>) -> task::JoinSet<T> {
        set.0
    }
}

impl<T, F> FromIterator<F> for JoinSet<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    #[track_caller]
    fn from_iter<I: IntoIterator<Item = F>>(futures: I) -> JoinSet<T> {
        let mut set = JoinSet::new();
        set.extend(futures);
        set
    }
}

impl<T, F> Extend<F> for JoinSet<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    #[track_caller]
    fn extend<I: IntoIterator<Item = F>>(&mut self, futures: I) {
        for future in futures {
            self.spawn(future);
        }
    }
}
