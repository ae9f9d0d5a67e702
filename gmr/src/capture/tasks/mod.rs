//! Where the async tasks of the program wait.
//!
//! `list` reads what each task says of itself. `inquiry` asks them where they are, in the order and
//! for the time that `asking` tells; what they answer is walked at once and kept once (`sights`).
//! At the end `traces` makes of it what a report shows: stacks are `cut` to what is the task's, and
//! several of one task become a `tree`. `memory` is what is kept until the next report.

#[cfg(gmr_capture)]
mod asking;
#[cfg(gmr_capture)]
mod cut;
#[cfg(gmr_capture)]
mod flaw;
#[cfg(gmr_capture)]
mod inquiry;
mod list;
#[cfg(gmr_capture)]
mod memory;
#[cfg(gmr_capture)]
mod origin;
#[cfg(gmr_capture)]
mod rounds;
#[cfg(gmr_capture)]
mod sights;
#[cfg(gmr_capture)]
mod traced;
#[cfg(gmr_capture)]
mod traces;
#[cfg(gmr_capture)]
mod tree;
#[cfg(gmr_capture)]
mod wakes;

#[cfg(gmr_capture)]
pub(crate) use memory::Memory;
#[cfg(gmr_capture)]
pub(crate) use traced::traced;

#[cfg(all(feature = "tokio", tokio_unstable))]
pub(crate) use crate::sys::task::places;
#[cfg(feature = "tokio")]
pub(crate) use crate::sys::task::runtimes;

use crate::model::Tasks;

/// The tasks without traces, of which `why` is said.
pub(crate) fn untraced(why: Option<&str>) -> Tasks {
    let tasks = list::live().iter().map(list::shown).collect();
    let mut tasks = Tasks { tasks, ..Tasks::default() };
    if let Some(why) = why.filter(|_| !tasks.tasks.is_empty()) {
        tasks.notes.push(format!("where tasks wait is not known: {why}"));
    }
    tasks
}
