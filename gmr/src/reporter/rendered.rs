//! A report in its format; as text, should the view of the format fail.

use crate::capture::panic;
use crate::model::Report;
use crate::section::mask_text;
use crate::view::Format;

/// A report that can be written.
#[derive(Debug)]
pub(super) struct Rendered {
    pub(super) text: String,
    pub(super) format: Format,
}

impl Rendered {
    /// Renders a report. If the view panics, the report tells so, and is text.
    pub(super) fn of(format: Format, report: &mut Report) -> Self {
        Rendered::with(|report| format.render(report), format, report)
    }

    fn with(view: impl Fn(&Report) -> String, format: Format, report: &mut Report) -> Self {
        let mut text = None;
        match (panic::catch(|| text = Some(view(report))), text) {
            (Ok(()), Some(text)) => Rendered { text, format },
            (failed, _) => {
                let why = failed.err().unwrap_or_default();
                let why = mask_text(&why);
                report
                    .warnings
                    .push(format!("as text, because its view as {format} failed: {why}"));
                Rendered { text: Format::Text.render(report), format: Format::Text }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;
    use crate::error::Error;
    use crate::reporter::loose;

    #[test]
    fn a_view_that_panics_costs_the_format_and_not_the_report() {
        let mut report = loose::empty(&Error::unsupported("a test"));
        let bad = |_: &Report| panic!("no form for postgres://u:hunter2@db");
        let rendered = Rendered::with(bad, Format::Collapsed, &mut report);
        assert_eq!(rendered.format, Format::Text);
        let expected = "as text, because its view as collapsed failed: no form for \
            postgres://u:***@db";
        assert!(rendered.text.contains(expected), "{}", rendered.text);
    }
}
