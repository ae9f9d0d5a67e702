//! What the kernel lets the process use (`getrlimit(2)`).

use rustix::process::{Resource, getrlimit};

/// A limit; `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    /// What is limited, in the words of `proc_pid_limits(5)`.
    pub(crate) name: &'static str,
    /// In what it is counted, or empty.
    pub(crate) unit: &'static str,
    /// What holds.
    pub(crate) soft: Option<u64>,
    /// As far as the process may raise it.
    pub(crate) hard: Option<u64>,
}

/// The limits in the order of what a service is likely to run into.
#[cfg(any(target_os = "linux", target_os = "android"))]
const ALL: [(Resource, &str, &str); 16] = [
    (Resource::Nofile, OPEN_FILES, ""),
    (Resource::Nproc, PROCESSES, ""),
    (Resource::As, ADDRESS_SPACE, "B"),
    (Resource::Data, DATA, "B"),
    (Resource::Stack, STACK, "B"),
    (Resource::Memlock, LOCKED, "B"),
    (Resource::Core, "core file", "B"),
    (Resource::Fsize, "file size", "B"),
    (Resource::Cpu, CPU, "s"),
    (Resource::Rss, "resident memory", "B"),
    (Resource::Locks, "file locks", ""),
    (Resource::Sigpending, PENDING, ""),
    (Resource::Msgqueue, "message queues", "B"),
    (Resource::Nice, "nice priority", ""),
    (Resource::Rtprio, "real-time priority", ""),
    (Resource::Rttime, "real-time without a pause", "us"),
];

/// The limits that every Unix has.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const ALL: [(Resource, &str, &str); 6] = [
    (Resource::Nofile, OPEN_FILES, ""),
    (Resource::Data, DATA, "B"),
    (Resource::Stack, STACK, "B"),
    (Resource::Core, "core file", "B"),
    (Resource::Fsize, "file size", "B"),
    (Resource::Cpu, CPU, "s"),
];

/// The names of those whose use is known.
pub(crate) const OPEN_FILES: &str = "open files";
pub(crate) const PROCESSES: &str = "processes and threads";
pub(crate) const ADDRESS_SPACE: &str = "address space";
pub(crate) const DATA: &str = "data";
pub(crate) const STACK: &str = "stack";
pub(crate) const LOCKED: &str = "locked memory";
pub(crate) const CPU: &str = "processor time";
pub(crate) const PENDING: &str = "pending signals";

/// All limits.
pub(crate) fn limits() -> impl Iterator<Item = Limit> {
    ALL.iter().map(|(resource, name, unit)| {
        let limit = getrlimit(*resource);
        Limit { name, unit, soft: limit.current, hard: limit.maximum }
    })
}
