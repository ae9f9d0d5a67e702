//! Which of the built-in sections a report has.

use std::sync::atomic::{AtomicU32, Ordering};

/// A section that gmr itself writes; [`Autorun::without`](crate::Autorun::without) leaves it out.
///
/// ```
/// assert_eq!(gmr::BuiltIn::OpenFiles.title(), "Open files");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuiltIn {
    /// What was built, by whom, and how.
    Package,
    /// The stack of every thread.
    Threads,
    /// Where every async task waits.
    GreenThreads,
    /// What the tokio runtimes count; with the feature `tokio` only.
    TokioRuntime,
    /// This process, its parent and its children.
    Processes,
    /// Every registered configuration.
    Configuration,
    /// The names of the environment variables, and the values of a few that are known to hold no
    /// secret.
    Environment,
    /// What the process may use, and what it uses of that.
    Limits,
    /// What the control group of the process may use and uses, and how long its processes waited
    /// for that.
    Cgroup,
    /// Where the memory of the process is.
    Memory,
    /// Files, sockets and other descriptors.
    OpenFiles,
    /// The program and its libraries.
    LoadedLibraries,
    /// The machine, its operating system, and the container.
    Host,
}

impl BuiltIn {
    pub(super) const ALL: [BuiltIn; 13] = [
        BuiltIn::Package,
        BuiltIn::Threads,
        BuiltIn::GreenThreads,
        BuiltIn::TokioRuntime,
        BuiltIn::Processes,
        BuiltIn::Configuration,
        BuiltIn::Environment,
        BuiltIn::Limits,
        BuiltIn::Cgroup,
        BuiltIn::Memory,
        BuiltIn::OpenFiles,
        BuiltIn::LoadedLibraries,
        BuiltIn::Host,
    ];

    /// The title of the section in a report.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            BuiltIn::Package => "Package",
            BuiltIn::Threads => "Threads",
            BuiltIn::GreenThreads => "Green Threads",
            BuiltIn::TokioRuntime => "Tokio runtime",
            BuiltIn::Processes => "Processes",
            BuiltIn::Configuration => "Configuration",
            BuiltIn::Environment => "Environment",
            BuiltIn::Limits => "Limits",
            BuiltIn::Cgroup => "Cgroup",
            BuiltIn::Memory => "Memory",
            BuiltIn::OpenFiles => "Open files",
            BuiltIn::LoadedLibraries => "Loaded libraries",
            BuiltIn::Host => "Host",
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// Those that the last set-up left out, a bit each.
static LEFT_OUT: AtomicU32 = AtomicU32::new(0);

/// Says which sections reports do not have; called by the set-up.
pub(crate) fn leave_out(sections: &[BuiltIn]) {
    let bits = sections.iter().fold(0, |bits, section| bits | section.bit());
    LEFT_OUT.store(bits, Ordering::Relaxed);
}

/// Whether reports have the section.
pub(super) fn is_in(section: BuiltIn) -> bool {
    LEFT_OUT.load(Ordering::Relaxed) & section.bit() == 0
}
