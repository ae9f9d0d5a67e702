//! The whole document.

use super::{Stack, Tasks, Threads, Value};
use std::borrow::Cow;
use std::time::{Duration, SystemTime};

/// A Guru Meditation Report.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// Names this report among all others: a UUID of version 7 (RFC 9562); empty if nobody gave it
    /// one.
    pub id: String,
    /// When capture began.
    pub time: SystemTime,
    /// How long the report took, from the first section to the last.
    pub duration: Duration,
    /// Which service this is.
    pub service: Service,
    /// The machine on which it runs.
    pub host: Host,
    /// The process.
    pub pid: u32,
    /// Why the report was made.
    pub trigger: Trigger,
    /// What is missing, doubtful or worth knowing, in words.
    pub warnings: Vec<String>,
    /// The sections in order.
    pub sections: Vec<Section>,
}

impl Report {
    /// The section with this title.
    #[must_use]
    pub fn section(&self, title: &str) -> Option<&Section> {
        self.sections.iter().find(|s| s.title == title)
    }

    /// The threads, if the report has them.
    #[must_use]
    pub fn threads(&self) -> Option<&Threads> {
        self.sections.iter().find_map(|s| match &s.content {
            Content::Threads(threads) => Some(threads),
            _ => None,
        })
    }

    /// The async tasks, if the report has them.
    #[must_use]
    pub fn tasks(&self) -> Option<&Tasks> {
        self.sections.iter().find_map(|s| match &s.content {
            Content::Tasks(tasks) => Some(tasks),
            _ => None,
        })
    }

    /// Whether there are sections and every one ran to its end.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.sections.is_empty() && self.sections.iter().all(|s| s.status == Status::Ok)
    }
}

/// Who reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Service {
    /// The name of the service.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Where the process runs, as the kernel and the compiler know it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Host {
    /// The name of the machine, or of the container if that has its own.
    pub name: String,
    /// The processor, as Rust calls it: `x86_64`.
    pub arch: &'static str,
    /// The operating system, as Rust calls it: `linux`.
    pub os: &'static str,
    /// The release of its kernel.
    pub os_version: String,
}

/// Why a report was made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trigger {
    /// What asked first.
    pub kind: TriggerKind,
    /// How many requests this report answers.
    pub requests: u64,
}

/// What asked for a report.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TriggerKind {
    /// A signal, and who sent the last one.
    Signal {
        /// The name, such as `SIGUSR2`.
        name: Cow<'static, str>,
        /// The sender, if the kernel said who.
        sender: Option<Sender>,
    },
    /// The trigger file changed.
    File {
        /// Its path.
        path: String,
    },
    /// A thread of the program panicked.
    Panic {
        /// The message, masked.
        message: String,
        /// Where it panicked: file, line and column.
        place: Option<String>,
        /// The kernel's id of the thread, whose stack is among the threads; 0 where the target
        /// has none.
        thread: u64,
        /// The name of the thread, if it has one.
        name: Option<String>,
    },
    /// The program called [`report`](crate::report()) or [`collect`](crate::collect()).
    Api,
}

/// The process that sent a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sender {
    /// Its process id.
    pub pid: i32,
    /// Its real user id.
    pub uid: u32,
}

/// A section of a report.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Section {
    /// The title.
    pub title: String,
    /// Where it was registered, if at a place in a source file.
    pub origin: Option<Origin>,
    /// How it went.
    pub status: Status,
    /// What it wrote; after a failure, what it wrote until then.
    pub content: Content,
    /// Where it is stuck, if it did not end in time.
    pub stuck: Option<Stack>,
}

impl Section {
    /// A section that went well.
    pub fn new(title: impl Into<String>, content: Content) -> Self {
        Section { title: title.into(), origin: None, status: Status::Ok, content, stuck: None }
    }

    /// What it wrote; nothing for the sections of the threads and the tasks.
    ///
    /// ```
    /// gmr::register("Answer", || 42).detach();
    /// let report = gmr::collect();
    /// let value = report.section("Answer").and_then(|section| section.value());
    /// assert_eq!(value, Some(&gmr::model::Value::Int(42)));
    /// ```
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match &self.content {
            Content::Value(value) | Content::Configuration(value) => Some(value),
            Content::Threads(_) | Content::Tasks(_) => None,
        }
    }
}

/// A place in a source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The module.
    pub module: &'static str,
    /// The file.
    pub file: &'static str,
    /// The line, counted from 1.
    pub line: u32,
}

/// How a section went.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// It ran to its end.
    Ok,
    /// It panicked; the message and the place.
    Panicked(String),
    /// It did not end by its deadline; how long it was given, and on which thread it still runs.
    TimedOut {
        /// The deadline it had.
        after: Duration,
        /// The thread on which it runs.
        thread: u64,
    },
    /// It gave up shortly before its deadline, for this reason: a future was still pending.
    GaveUp(String),
    /// It has not ended since an earlier report, so it was not started again.
    StillRunning {
        /// When it was started.
        since: SystemTime,
        /// The thread on which it runs.
        thread: u64,
    },
    /// It was not run, for this reason.
    NotRun(String),
}

/// What a section holds.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Content {
    /// A value.
    Value(Value),
    /// The threads of the process.
    Threads(Threads),
    /// The async tasks of the process.
    Tasks(Tasks),
    /// Groups of options: a map from group to options.
    Configuration(Value),
}
