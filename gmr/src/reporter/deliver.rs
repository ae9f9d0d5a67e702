//! Where a report goes: to its directory, else to stderr, else to the temporary directory.

use super::inbox::Destination;
use crate::error::Error;
use crate::model::Report;
use crate::sink::{Directory, write_stderr};
use crate::view;
use std::env::temp_dir;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long stderr may take for a report.
const STDERR: Duration = Duration::from_secs(5);
/// How long stderr may take for a line about a report.
const LINE: Duration = Duration::from_millis(200);
/// Reports that are rescued into the temporary directory, so that nobody fills it.
const RESCUED: u32 = 20;

/// Ends the line on which stderr took no more of a report.
const TORN: &str = "\n[the report above was cut: stderr did not take it in time]\n";

/// The places a report may go to.
#[derive(Debug)]
pub(super) struct Delivery {
    log_dir: Option<PathBuf>,
    /// Open since it was first needed; `None` while it cannot be opened.
    directory: Option<Directory>,
    rescued: u32,
    /// Whether stderr ends in the middle of a report.
    torn: bool,
}

impl Delivery {
    pub(super) fn new(log_dir: Option<PathBuf>) -> Self {
        Delivery { log_dir, directory: None, rescued: 0, torn: false }
    }

    /// Opens the directory, if there is to be one: what is wrong is better told before a report
    /// is needed.
    pub(super) fn prepare(&mut self) -> Result<(), Error> {
        self.log_dir.clone().map_or(Ok(()), |dir| self.open(&dir).map(|_| ()))
    }

    /// Writes a report to the first place that takes it.
    pub(super) fn deliver(&mut self, report: &mut Report) -> Result<Destination, String> {
        if let Some(path) = self.log_dir.clone() {
            match self.write(&path, report) {
                Ok(file) => {
                    say(&format!("report written to {}", file.display()));
                    return Ok(Destination::File(file));
                }
                Err(error) => report.warnings.push(format!("on stderr because: {error}")),
            }
        }
        let mut text = view::text(report);
        if self.torn {
            text.insert_str(0, TORN);
        }
        let written = write_stderr(text.as_bytes(), STDERR);
        self.torn = written.is_err();
        match written {
            Ok(()) => Ok(Destination::Stderr),
            Err(error) => self.rescue(report, &error),
        }
    }

    fn write(&mut self, path: &Path, report: &Report) -> Result<PathBuf, Error> {
        let result = write_file(self.open(path)?, report);
        if result.is_err() {
            // It may have been replaced; the next report opens it anew.
            self.directory = None;
        }
        result
    }

    fn open(&mut self, path: &Path) -> Result<&Directory, Error> {
        match &mut self.directory {
            Some(directory) => Ok(directory),
            none => Ok(none.insert(Directory::open(path)?)),
        }
    }

    /// The last resort when stderr is full, closed, or has no reader.
    fn rescue(&mut self, report: &mut Report, error: &Error) -> Result<Destination, String> {
        if self.rescued >= RESCUED {
            return Err(format!(
                "{error}; {RESCUED} reports are in {} already",
                temp_dir().display()
            ));
        }
        self.rescued += 1;
        report.warnings.push(format!("in the temporary directory because: {error}"));
        let written = Directory::open(&temp_dir()).and_then(|dir| write_file(&dir, report));
        written.map(Destination::File).map_err(|second| format!("{error}; {second}"))
    }
}

fn write_file(directory: &Directory, report: &Report) -> Result<PathBuf, Error> {
    let text = view::text(report);
    directory.write(&report.service.name, "txt", report.time, text.as_bytes())
}

/// A line for whoever reads the log; it is no loss if it cannot be written.
pub(crate) fn say(line: &str) {
    let _ = write_stderr(format!("gmr: {line}\n").as_bytes(), LINE);
}
