//! All tasks of a runtime, counted by tokio's unstable hooks.

use crate::sys::task::places;
use tokio::runtime::Builder;

/// Counts every task of a runtime by the place that spawned it, also those that a library spawns:
/// reports then say where tasks come from that are not tracked.
///
/// It needs `--cfg tokio_unstable`, and takes the builder's hooks for spawned and terminated tasks
/// (`on_task_spawn`, `on_task_terminate`): a builder has one of each. These hooks see neither the
/// future of a task nor its polls from within, so they cannot say where it waits: for that it must
/// be [traced](crate::Traced). Tasks of a `LocalSet` and of `spawn_blocking` do not call them.
///
/// ```
/// let runtime = gmr::task::tokio::watch(&mut tokio::runtime::Builder::new_multi_thread()).build();
/// ```
pub fn watch(builder: &mut Builder) -> &mut Builder {
    let spawned = builder.on_task_spawn(|task| places::add(task.id(), task.spawned_at()));
    spawned.on_task_terminate(|task| places::remove(task.id()))
}
