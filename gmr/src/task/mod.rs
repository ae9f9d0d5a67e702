//! Async tasks that a report shows under "Green Threads".
//!
//! A future that is wrapped in a [`Tracked`] is a task: a report tells its age, how often and how
//! long it was polled, and where it waits, with the file and line of each `.await`. Any executor
//! will do.
//!
//! ```
//! use gmr::Traced;
//! # fn spawn<F>(_: F) {}
//!
//! spawn(async { /* sweep, sleep, repeat */ }.traced_as("sweeper"));
//! ```

mod declared;
#[cfg(feature = "hyper")]
#[cfg_attr(docsrs, doc(cfg(feature = "hyper")))]
pub mod hyper;
mod names;
#[cfg(feature = "stream")]
mod stream;
#[cfg(feature = "tokio")]
#[cfg_attr(docsrs, doc(cfg(feature = "tokio")))]
pub mod tokio;
#[cfg(feature = "tower")]
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
pub mod tower;
mod tracked;

pub use declared::{Begun, Declared, TaskEntry};
pub use tracked::{Traced, Tracked};

pub(crate) use declared::declared;

#[cfg(test)]
mod tests;
