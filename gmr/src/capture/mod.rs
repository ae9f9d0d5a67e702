//! Who is where: the threads of the process, their states and their stacks.

pub(crate) mod cgroup;
pub(crate) mod descriptors;
pub(crate) mod environ;
pub(crate) mod fingerprint;
mod function;
pub(crate) mod host;
pub(crate) mod idle;
pub(crate) mod kernel;
pub(crate) mod libraries;
pub(crate) mod limits;
mod mode;
pub(crate) mod panic;
#[cfg(all(gmr_capture, feature = "parking_lot-deadlock"))]
pub(crate) mod parking_lot;
pub(crate) mod pressure;
pub(crate) mod proc;
pub(crate) mod symbols;
pub(crate) mod tasks;

#[cfg(gmr_capture)]
mod threads;
#[cfg(all(fuzzing, gmr_capture))]
pub(crate) use threads::fuzz;
#[cfg(gmr_capture)]
pub(crate) use threads::{Capture, Copies};

#[cfg(not(gmr_capture))]
mod unsupported;
#[cfg(not(gmr_capture))]
pub(crate) use unsupported::Capture;

pub use mode::CaptureMode;

/// Lets the calling thread take `signal`, whatever it has blocked.
pub(crate) fn admit(signal: i32) {
    crate::sys::unblock(signal);
}
