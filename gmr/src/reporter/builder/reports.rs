//! The part of a set-up that says as what reports are written, how many stay, and how often and
//! why they are made beside the signal and the file.

use super::Autorun;
use crate::reporter::{Interval, Sink};
use crate::view::Format;

impl Autorun {
    /// As what reports are written to the directory, or to stderr without one; text if not said.
    ///
    /// ```
    /// # fn main() -> Result<(), gmr::Error> {
    /// # let dir = tempfile::tempdir().expect("a directory");
    /// # let logs = dir.path();
    /// use gmr::{Sink, view::Format};
    ///
    /// // Data in files, and text for whoever reads the log.
    /// let _guard = gmr::autorun(gmr::package!())
    ///     .log_dir(logs)
    ///     .format(Format::Collapsed)
    ///     .also((Format::Text, Sink::Stderr))
    ///     .start()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn format(mut self, format: Format) -> Self {
        self.choices.outputs.format = Some(format);
        self
    }

    /// Writes each report in another format, too, to a directory (by its path) or to
    /// [`Sink::Stderr`]; several calls add several.
    ///
    /// Stderr takes one format. What cannot be written to a directory goes there as text, unless
    /// it takes a format anyway.
    pub fn also<S: Into<Sink>>(mut self, output: (Format, S)) -> Self {
        let (format, sink) = output;
        self.choices.outputs.also.push((format, sink.into()));
        self
    }

    /// How many files of the service stay in a directory, the newest; 20 if not said, and all if
    /// it is 0.
    ///
    /// Only files that are called as reports of the service are, and belong to the user of the
    /// process, are counted and deleted.
    pub fn keep(mut self, files: usize) -> Self {
        self.choices.keep = Some(files);
        self
    }

    /// How long after a report no other is made by signal or file: a [`Duration`], seconds,
    /// `"10s"` or `"off"`; 10 s if not said.
    ///
    /// What is asked for meanwhile is told on stderr, and counted in the next report. Calls of
    /// [`report`](crate::report()) and the like are always answered. Reports on panics have a
    /// limit of their own, which is as long.
    ///
    /// [`Duration`]: std::time::Duration
    pub fn rate_limit(mut self, limit: impl Into<Interval>) -> Self {
        self.choices.rate_limit = Some(limit.into());
        self
    }

    /// Makes a report when a thread of the program panics, before the panic goes on; off if not
    /// said.
    ///
    /// The panic hook that is there runs first, as ever; then the thread waits until the report
    /// is written, 6 s at the most. So that works with `panic = "abort"`, too. Threads that panic
    /// meanwhile wait for the same report, which counts them. A hook that the program sets later
    /// must call the one that it finds, or there are no such reports.
    ///
    /// ```
    /// # fn main() -> Result<(), gmr::Error> {
    /// let _guard = gmr::autorun(gmr::package!()).on_panic(true).start()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_panic(mut self, report: bool) -> Self {
        self.choices.on_panic = Some(report);
        self
    }
}
