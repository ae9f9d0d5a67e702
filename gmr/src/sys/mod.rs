//! Where gmr meets the operating system: the only floor with `unsafe`.
#![allow(unsafe_code, reason = "this folder is where it lives; each block gives its reason")]

mod arrivals;
mod bell;
pub(crate) mod mapping;
mod mask;
mod privilege;
/// Copying the stacks of other threads.
#[cfg(gmr_capture)]
pub(crate) mod snapshot;

pub(crate) use arrivals::{Arrivals, SigId, disposition, uncount};
pub(crate) use mask::{block_all_but, unblock};
pub(crate) use privilege::is_elevated;

/// What a process does on a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disposition {
    /// The default action.
    Default,
    /// Nothing.
    Ignored,
    /// A handler runs.
    Handler,
}
