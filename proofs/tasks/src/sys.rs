//! All of `sys/task` with its tests, as on a machine whose stacks are not copied.

#[path = "../../../gmr/src/sys/mask.rs"]
#[allow(dead_code, reason = "what only other parts of gmr need")]
mod mask;
#[path = "../../../gmr/src/sys/task/mod.rs"]
#[allow(dead_code, unused_imports, reason = "what only other parts of gmr need")]
pub(crate) mod task;
