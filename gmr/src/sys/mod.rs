//! Where gmr meets the operating system: the only floor with `unsafe`.
#![allow(unsafe_code, reason = "this folder is where it lives; each block gives its reason")]

mod arrivals;
mod bell;
#[cfg(gmr_capture)]
mod calls;
pub(crate) mod mapping;
mod mask;
mod privilege;
/// Copying the stacks of other threads.
#[cfg(gmr_capture)]
pub(crate) mod snapshot;
#[cfg(gmr_capture)]
mod socket;
#[cfg_attr(
    not(gmr_capture),
    allow(dead_code, unused_imports, reason = "where stacks are not copied, no task is asked")
)]
pub(crate) mod task;

pub(crate) use arrivals::{Arrivals, SigId, disposition, uncount};
#[cfg(gmr_capture)]
pub(crate) use calls::name_of_call;
pub(crate) use mask::{block_all_but, unblock};
pub(crate) use privilege::is_elevated;
#[cfg(gmr_capture)]
pub(crate) use socket::{Address, Socket, SocketType, socket, socket_type, tcp_state};

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
