//! The ruled parts of oslo.reports' look: banners, headings, tables.
//!
//! They take text that is already printable and measure it in characters; what is too long
//! overflows and is never cut.

use crate::view::push::push;

/// The columns of a report.
pub(super) const WIDTH: usize = 72;

/// A section's banner: three lines.
pub(super) fn banner(title: &str, out: &mut String) {
    let rule = "=".repeat(WIDTH);
    push(out, format_args!("{rule}\n===={title:^64}====\n{rule}\n"));
}

/// The line that opens a thread or a group of threads.
pub(super) fn heading(title: &str, out: &mut String) {
    let title = format!(" {title} ");
    push(out, format_args!("------{title:^60}------\n"));
}

/// A table with columns of equal width.
pub(super) fn table<const N: usize>(names: [&str; N], rows: &[[String; N]], out: &mut String) {
    row(&names, out);
    push(out, format_args!("{}\n", "-".repeat(WIDTH)));
    for cells in rows {
        row(cells, out);
    }
}

/// One line of a table, filled up to the full width.
fn row(cells: &[impl AsRef<str>], out: &mut String) {
    let width = (WIDTH + 1 - cells.len()) / cells.len().max(1);
    let line: Vec<_> = cells.iter().map(|cell| format!("{:^width$}", cell.as_ref())).collect();
    push(out, format_args!("{:<WIDTH$}\n", line.join("|")));
}
