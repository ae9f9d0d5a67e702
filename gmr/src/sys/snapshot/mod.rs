//! Everything that copying another thread's stack needs from Linux.
//!
//! `mailbox` tells the protocol between the reporter and the handler; read it first.

pub(crate) mod arch;
pub(crate) mod memory;
pub(crate) mod objects;
pub(crate) mod own;
pub(crate) mod task;

mod action;
mod copy;
mod futex;
mod handler;
mod loader;
mod mailbox;
mod pages;
mod protocol;
mod room;
mod round;
mod siginfo;

pub(crate) use copy::{CopiedPiece, Flaws, OnDemand, StackCopy};
pub(crate) use mailbox::Mailbox;
pub(crate) use round::{MAIN_STACK_GROWTH, Refusal, Region, Round, Settled};

/// What `protocol` is made of; where it is proved, other atomics stand here.
mod atomic {
    pub(super) use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering};
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
pub(crate) mod testing_locks;
#[cfg(test)]
mod tests;
