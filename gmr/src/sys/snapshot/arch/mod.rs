//! What is particular to an architecture: registers, system calls, and the first steps of the
//! handler.

#[cfg(target_arch = "x86_64")]
mod x86_64;
#[cfg(target_arch = "x86_64")]
pub(crate) use x86_64::*;
