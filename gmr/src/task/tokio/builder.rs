//! Tasks with a name, as tokio's unstable builder has them.

use crate::task::Tracked;
use std::io;
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, LocalSet};

/// Spawns a task with a name.
///
/// The counterpart of `tokio::task::Builder`, with which it shares its signatures; that one needs
/// `tokio_unstable`, this one does not. It never returns an error.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use gmr::task::tokio::Builder;
///
/// let mail = Builder::new().name("mail").spawn(async { "sent" })?;
/// assert_eq!(mail.await?, "sent");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "a builder spawns nothing by itself"]
pub struct Builder<'a> {
    name: Option<&'a str>,
}

impl<'a> Builder<'a> {
    /// A builder of a task without a name.
    pub fn new() -> Builder<'a> {
        Builder::default()
    }

    /// Names the task.
    pub fn name(&self, name: &'a str) -> Builder<'a> {
        Builder { name: Some(name) }
    }

    /// Spawns the task on the current runtime.
    #[track_caller]
    pub fn spawn<F>(self, future: F) -> io::Result<JoinHandle<F::Output>>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Ok(::tokio::spawn(self.tracked(future)))
    }

    /// Spawns the task on a given runtime.
    #[track_caller]
    pub fn spawn_on<F>(self, future: F, handle: &Handle) -> io::Result<JoinHandle<F::Output>>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Ok(handle.spawn(self.tracked(future)))
    }

    /// Spawns the task on the `LocalSet` or `LocalRuntime` of this thread.
    #[track_caller]
    pub fn spawn_local<F>(self, future: F) -> io::Result<JoinHandle<F::Output>>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        Ok(::tokio::task::spawn_local(self.tracked(future)))
    }

    /// Spawns the task on a given `LocalSet`.
    #[track_caller]
    pub fn spawn_local_on<F>(self, future: F, set: &LocalSet) -> io::Result<JoinHandle<F::Output>>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        Ok(set.spawn_local(self.tracked(future)))
    }

    #[track_caller]
    pub(super) fn tracked<F>(self, future: F) -> Tracked<F> {
        let task = Tracked::new(future);
        match self.name {
            Some(name) => task.named(name),
            None => task,
        }
    }
}
