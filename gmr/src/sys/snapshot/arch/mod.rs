//! What is particular to an architecture: registers, system calls, and the first steps of the
//! handler.
//!
//! Each has the same names, of which the rest knows nothing more:
//!
//! * `REGISTERS`, by their number in unwind tables, and `PROGRAM_COUNTER` behind those;
//!   `FRAME_POINTER`, `STACK_POINTER`, `LINK_REGISTER`, `CALLEE_SAVED`, `ALL_REGISTERS`.
//! * [`TRAMPOLINE`], [`saved_register_offset`] and `Context`: what the kernel lays on the stack for
//!   a handler, and where it returns to. `is_context` finds that in a copy.
//! * `SYSTEM_CALL`, the instruction, and `WAITS_FOR_SIGNALS`, the number of one call.
//! * [`return_address`]: what a return address is without a signature.
//! * `on_signal`: claims a slot and calls `copy_thread` on the slot's stack.
//! * `system_call`, `copy_bytes` and the thread pointer: without the C library.

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(target_arch = "aarch64")]
pub(crate) use aarch64::*;
#[cfg(target_arch = "x86_64")]
mod x86_64;
#[cfg(target_arch = "x86_64")]
pub(crate) use x86_64::*;
