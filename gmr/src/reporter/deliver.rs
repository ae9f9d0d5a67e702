//! Where a report goes: to its directories and to stderr, else to the temporary directory.

use super::folder::{Folder, write_file};
use super::inbox::Destination;
use super::output::{Output, Sink};
use super::rendered::Rendered;
use crate::error::Error;
use crate::model::Report;
use crate::sink::{Directory, write_stderr};
use crate::view::Format;
use std::env::temp_dir;
use std::mem::take;
use std::path::PathBuf;
use std::time::Duration;

/// How long stderr may take for a report.
const STDERR: Duration = Duration::from_secs(5);
/// How long stderr may take for a line about a report.
const LINE: Duration = Duration::from_millis(200);
/// Reports that are rescued into the temporary directory, so that nobody fills it.
const RESCUED: u32 = 20;

/// Ends the line on which stderr took no more of a report.
const TORN: &str = "\n[the report above was cut: stderr did not take it in time]\n";

/// The places that a report goes to.
#[derive(Debug)]
pub(super) struct Delivery {
    folders: Vec<Folder>,
    /// The format for stderr, if reports go there, too.
    stderr: Option<Format>,
    rescued: u32,
    /// Whether stderr ends in the middle of a report.
    torn: bool,
    /// What the next report has to tell of this one.
    notes: Vec<String>,
}

impl Delivery {
    /// Writes to `outputs`; in each directory the newest `keep` files stay.
    pub(super) fn new(outputs: &[Output], keep: usize) -> Self {
        let mut delivery =
            Delivery { folders: Vec::new(), stderr: None, rescued: 0, torn: false, notes: vec![] };
        for Output { format, sink } in outputs {
            match sink {
                Sink::Stderr => delivery.stderr = Some(*format),
                Sink::Directory(path) => delivery.folders.push(Folder::new(*format, path, keep)),
            }
        }
        delivery
    }

    /// Opens the directories, if there are to be any, and returns what is wrong with them: that
    /// is better told before a report is needed.
    pub(super) fn prepare(&mut self) -> Vec<Error> {
        self.folders.iter_mut().filter_map(|folder| folder.prepare().err()).collect()
    }

    /// What went wrong beside the last report; for the next one.
    pub(super) fn take_notes(&mut self) -> Vec<String> {
        take(&mut self.notes)
    }

    /// Writes a report to its places, or to the first other one that takes it; says where it went
    /// first.
    pub(super) fn deliver(&mut self, report: &mut Report) -> Result<Destination, String> {
        let (file, is_refused) = self.file(report);
        // Whoever reads it there reads it instead of the file: as text.
        let instead = (is_refused || self.folders.is_empty()).then_some(Format::Text);
        let shown = self.stderr.or(instead).map(|format| (format, self.show(format, report)));
        match (file, shown) {
            (Some(file), Some((_, Err(error)))) => {
                self.notes.push(format!("an earlier report is not on stderr: {error}"));
                Ok(Destination::File(file))
            }
            (Some(file), _) => Ok(Destination::File(file)),
            (None, Some((format, Err(error)))) => self.rescue(format, report, &error),
            (None, _) => Ok(Destination::Stderr),
        }
    }

    /// Writes a report into the directories; the first file, and whether a directory refused.
    fn file(&mut self, report: &mut Report) -> (Option<PathBuf>, bool) {
        let (mut first, mut is_refused) = (None, false);
        for folder in &mut self.folders {
            match folder.write(report) {
                Ok(file) => {
                    say(&format!("report written to {}", file.display()));
                    self.notes.extend(folder.retain(&report.service.name, &file));
                    first.get_or_insert(file);
                }
                Err(error) => {
                    report.warnings.push(format!("on stderr because: {error}"));
                    is_refused = true;
                }
            }
        }
        (first, is_refused)
    }

    /// Writes a report to stderr.
    fn show(&mut self, format: Format, report: &mut Report) -> Result<(), Error> {
        let mut text = Rendered::of(format, report).text;
        if self.torn {
            text.insert_str(0, TORN);
        }
        let written = write_stderr(text.as_bytes(), STDERR);
        self.torn = written.is_err();
        written
    }

    /// The last resort when stderr is full, closed, or has no reader.
    fn rescue(
        &mut self,
        format: Format,
        report: &mut Report,
        error: &Error,
    ) -> Result<Destination, String> {
        if self.rescued >= RESCUED {
            return Err(format!(
                "{error}; {RESCUED} reports are in {} already",
                temp_dir().display()
            ));
        }
        self.rescued += 1;
        report.warnings.push(format!("in the temporary directory because: {error}"));
        let written = Directory::open(&temp_dir()).and_then(|dir| write_file(&dir, format, report));
        written.map(Destination::File).map_err(|second| format!("{error}; {second}"))
    }
}

/// A line for whoever reads the log; it is no loss if it cannot be written.
pub(crate) fn say(line: &str) {
    let _ = write_stderr(format!("gmr: {line}\n").as_bytes(), LINE);
}
