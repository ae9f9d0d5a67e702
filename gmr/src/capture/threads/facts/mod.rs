//! What is known of each thread beside its stack.

use crate::capture::proc::{Stat, age, ticks};
use crate::model::{CpuTime, Switches, Thread};

/// A thread as the kernel describes it.
pub(super) fn of_kernel(stat: Stat, switches: Option<Switches>) -> Thread {
    let cpu = CpuTime { user: ticks(stat.user_ticks), system: ticks(stat.system_ticks) };
    let mut thread = Thread::new(stat.id);
    thread.age = age(stat.start_ticks);
    thread.cpu = Some(cpu);
    thread.policy = stat.policy.words();
    thread.switches = switches;
    thread.state = Some(stat.state);
    thread.name = stat.name;
    thread
}

#[cfg(test)]
mod tests;
