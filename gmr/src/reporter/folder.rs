//! A directory that reports are written to, in one format.

use super::rendered::Rendered;
use crate::error::Error;
use crate::model::Report;
use crate::sink::{Directory, Rule};
use crate::view::Format;
use std::path::{Path, PathBuf};

/// A directory, open since it was first needed.
#[derive(Debug)]
pub(super) struct Folder {
    format: Format,
    path: PathBuf,
    /// `None` while it cannot be opened.
    directory: Option<Directory>,
    /// How many files stay; 0 stands for all.
    keep: usize,
}

impl Folder {
    pub(super) fn new(format: Format, path: &Path, keep: usize) -> Self {
        Folder { format, path: path.to_owned(), directory: None, keep }
    }

    /// Opens it.
    pub(super) fn prepare(&mut self) -> Result<(), Error> {
        self.open().map(|_| ())
    }

    /// Writes a report into a file of its own, and says which.
    pub(super) fn write(&mut self, report: &mut Report) -> Result<PathBuf, Error> {
        let format = self.format;
        let result = self.open().and_then(|directory| write_file(directory, format, report));
        if result.is_err() {
            // It may have been replaced; the next report opens it anew.
            self.directory = None;
        }
        result
    }

    /// Deletes the oldest reports of the service, once `written` is there; says what went wrong.
    pub(super) fn retain(&mut self, service: &str, written: &Path) -> Option<String> {
        let extensions: Vec<&str> = Format::ALL.iter().map(|format| format.extension()).collect();
        let rule = Rule { service, extensions: &extensions, keep: self.keep };
        let retained = self.open().and_then(|directory| directory.retain(&rule, written));
        retained.err().map(|error| error.to_string())
    }

    fn open(&mut self) -> Result<&Directory, Error> {
        match &mut self.directory {
            Some(directory) => Ok(directory),
            none => Ok(none.insert(Directory::open(&self.path)?)),
        }
    }
}

/// Writes a report into a file of its own in `directory`.
pub(super) fn write_file(
    directory: &Directory,
    format: Format,
    report: &mut Report,
) -> Result<PathBuf, Error> {
    let Rendered { text, format } = Rendered::of(format, report);
    let extension = format.extension();
    directory.write(&report.service.name, extension, report.time, text.as_bytes())
}
