//! One opaque error.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why reports could not be set up, made or written.
///
/// The message names the place and the remedy; the predicates tell the cases apart.
#[derive(Debug)]
pub struct Error(Box<Kind>);

#[derive(Debug)]
pub(crate) enum Kind {
    /// A second set-up; where and as what the first was made.
    AlreadySetUp { first: String },
    /// Nothing was set up, or the set-up has ended.
    NotSetUp,
    /// A report was made, but no place took it; why.
    NotWritten(String),
    /// The process has its own handler for the signal.
    SignalTaken { signal: String },
    /// A setting that cannot be used: its name, what it was, what it may be.
    Setting { name: &'static str, value: String, expected: String },
    /// Not possible on this target or at this moment.
    Unsupported(String),
    /// The operating system refused.
    Io { what: String, path: Option<PathBuf>, source: io::Error },
    /// The report's deadline passed.
    Late(String),
    /// A file of symbols that is of another build than the report; both.
    OtherBuild(String),
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Error(Box::new(kind))
    }

    /// `what` says what was tried: "cannot open the directory".
    pub(crate) fn io(what: impl Into<String>, source: io::Error) -> Self {
        Error::new(Kind::Io { what: what.into(), path: None, source })
    }

    /// As [`Error::io`], with the path it was tried on.
    pub(crate) fn path(
        what: impl Into<String>,
        path: impl Into<PathBuf>,
        source: io::Error,
    ) -> Self {
        Error::new(Kind::Io { what: what.into(), path: Some(path.into()), source })
    }

    pub(crate) fn unsupported(why: impl Into<String>) -> Self {
        Error::new(Kind::Unsupported(why.into()))
    }

    pub(crate) fn setting(
        name: &'static str,
        value: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Error::new(Kind::Setting { name, value: value.into(), expected: expected.into() })
    }

    /// Whether reports were set up before.
    #[must_use]
    pub fn is_already_set_up(&self) -> bool {
        matches!(*self.0, Kind::AlreadySetUp { .. })
    }

    /// Whether reports were never set up, or the set-up has ended.
    #[must_use]
    pub fn is_not_set_up(&self) -> bool {
        matches!(*self.0, Kind::NotSetUp)
    }

    /// Whether a report was made, but neither the directory nor stderr nor the temporary
    /// directory took it.
    #[must_use]
    pub fn is_not_written(&self) -> bool {
        matches!(*self.0, Kind::NotWritten(_))
    }

    /// Whether the process has its own handler for the signal.
    #[must_use]
    pub fn is_signal_taken(&self) -> bool {
        matches!(*self.0, Kind::SignalTaken { .. })
    }

    /// Whether a setting cannot be used.
    #[must_use]
    pub fn is_setting(&self) -> bool {
        matches!(*self.0, Kind::Setting { .. })
    }

    /// Whether the target or the moment does not allow it.
    #[must_use]
    pub fn is_unsupported(&self) -> bool {
        matches!(*self.0, Kind::Unsupported(_))
    }

    /// Whether the operating system refused.
    #[must_use]
    pub fn is_io(&self) -> bool {
        matches!(*self.0, Kind::Io { .. })
    }

    /// Whether a file of symbols is of another build than the report.
    #[must_use]
    pub fn is_other_build(&self) -> bool {
        matches!(*self.0, Kind::OtherBuild(_))
    }

    /// Whether a deadline passed.
    #[must_use]
    pub fn is_late(&self) -> bool {
        matches!(*self.0, Kind::Late(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::AlreadySetUp { first } => write!(f, "reports are already set up: {first}"),
            Kind::NotSetUp => f.write_str(
                "reports are not set up: put `#[gmr::main]` on `main`, or call \
                 `gmr::setup_autorun!()` and keep its guard",
            ),
            Kind::NotWritten(why) => write!(f, "the report could not be written: {why}"),
            Kind::SignalTaken { signal } => write!(
                f,
                "the process has its own handler for {signal}: choose another with \
                 `signal = \"SIGUSR1\"` or `GMR_SIGNAL`, or take it with `take_signal = true`"
            ),
            Kind::Setting { name, value, expected } => {
                write!(f, "`{value}` cannot be used for `{name}`: {expected}")
            }
            Kind::Unsupported(why) | Kind::Late(why) | Kind::OtherBuild(why) => f.write_str(why),
            Kind::Io { what, path: Some(path), source } => {
                write!(f, "{what} {}: {source}", path.display())
            }
            Kind::Io { what, path: None, source } => write!(f, "{what}: {source}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// Says that a test did not test anything, where it is seen: the harness keeps what `eprintln!`
/// prints to itself when a test passes.
#[cfg(test)]
pub(crate) fn skip(why: &str) {
    use std::io::Write as _;
    writeln!(io::stderr(), "\nSKIPPED: {why}").expect("stderr is open");
}
