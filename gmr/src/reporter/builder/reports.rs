//! The part of a set-up that says as what reports are written, and how many stay.

use super::Autorun;
use crate::reporter::Sink;
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
}
