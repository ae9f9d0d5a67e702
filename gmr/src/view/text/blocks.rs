//! The ruled parts of oslo.reports' look: banners, headings, tables.
//!
//! They take text that is already printable and measure it in characters; what is too long
//! overflows and is never cut.

use std::fmt::Write;

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

/// A number, filled up with spaces on the left: a report has many, and this is how `{:>3}` looks.
pub(super) fn push_number(number: u64, width: usize, out: &mut String) {
    let mut digits = [b' '; 20];
    let mut start = digits.len();
    let mut rest = number;
    loop {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    let start = start.min(digits.len().saturating_sub(width));
    out.extend(digits[start..].iter().copied().map(char::from));
}

/// Writing to a string does not fail.
pub(super) fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_the_standard_library_writes_it() {
        for number in [0, 7, 10, 99, 100, 999, 1000, u64::MAX] {
            for width in [0, 3, 20] {
                let mut out = String::new();
                push_number(number, width, &mut out);
                assert_eq!(out, format!("{number:>width$}"));
            }
        }
    }
}
