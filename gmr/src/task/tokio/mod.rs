//! What spawns in [tokio], with the same names and signatures: each future becomes a task
//! that reports show.
//!
//! Nothing else changes: the same handles come back, and `tokio::spawn(future.traced())` does the
//! same as [`spawn`]. Tasks of `spawn_blocking` are threads, and so in a report anyway.

mod builder;
mod join_set;
#[cfg(tokio_unstable)]
mod watch;

pub use builder::Builder;
pub use join_set::{JoinSet, JoinSetBuilder};
#[cfg(tokio_unstable)]
pub use watch::watch;

use crate::sys::task::runtimes;
use crate::task::Tracked;
use ::tokio::task::JoinHandle;

/// Spawns a task as [`tokio::spawn`] does; reports show where it waits.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let answer = gmr::spawn(async { 6 * 7 });
/// assert_eq!(answer.await.unwrap(), 42);
/// # }
/// ```
#[track_caller]
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    runtimes::note_sometimes();
    ::tokio::spawn(Tracked::new(future))
}

/// Spawns a task as [`tokio::task::spawn_local`] does: on the
/// `LocalSet` or `LocalRuntime` of this thread, for a future that need not be `Send`.
#[track_caller]
pub fn spawn_local<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    runtimes::note_sometimes();
    ::tokio::task::spawn_local(Tracked::new(future))
}

#[cfg(test)]
mod tests;
