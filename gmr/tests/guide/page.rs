//! A page of the guide: Markdown with headings, tables and code spans.

/// A page as it stands in the repository.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page(pub(crate) &'static str);

pub(crate) const READING: Page = Page(include_str!("../../docs/reading.md"));
pub(crate) const HANG: Page = Page(include_str!("../../docs/hang.md"));
pub(crate) const MASKING: Page = Page(include_str!("../../docs/masking.md"));
pub(crate) const COMPARISON: Page = Page(include_str!("../../docs/comparison.md"));

impl Page {
    /// What stands below a heading, up to the next one of its rank.
    pub(crate) fn part(self, heading: &str) -> Option<&'static str> {
        let (_, rest) = self.0.split_once(&format!("# {heading}\n"))?;
        Some(rest.split("\n# ").next().unwrap_or(rest))
    }
}

/// The rows of all tables in a text, their heads too, each as its cells.
pub(crate) fn rows(text: &str) -> Vec<Vec<&str>> {
    let rows = text.lines().filter(|line| line.starts_with("| "));
    rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

/// The text of a cell that is one code span.
pub(crate) fn code(cell: &str) -> Option<&str> {
    let inside = cell.strip_prefix('`')?.strip_suffix('`')?;
    (!inside.contains('`')).then_some(inside)
}
