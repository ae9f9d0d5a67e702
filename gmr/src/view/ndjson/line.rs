//! A line that is never too long.

use super::cut::{Limits, STEPS};
use crate::view::document::Node;
use std::io::{self, Write};

/// The longest line, its newline included.
const LONGEST: usize = 15 * 1024;

/// Room for one line.
#[derive(Default)]
pub(super) struct Line(Vec<u8>);

impl Line {
    /// Appends a record: as it is if it fits, else with the least cuts that make it fit.
    ///
    /// The last step cuts so much that every record fits.
    pub(super) fn write<'r>(
        &mut self,
        record: impl Fn(Option<&Limits>) -> Node<'r>,
        out: &mut String,
    ) {
        let limits = std::iter::once(None).chain(STEPS.iter().map(Some));
        for limits in limits {
            self.0.clear();
            // It gives up where the line is full.
            if serde_json::to_writer(&mut *self, &record(limits)).is_ok() {
                break;
            }
        }
        // JSON is text.
        out.push_str(std::str::from_utf8(&self.0).unwrap_or_default());
        out.push('\n');
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() >= LONGEST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
