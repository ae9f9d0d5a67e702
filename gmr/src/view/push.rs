//! Appending to text.

use std::fmt::Write;

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
    out.push_str(str::from_utf8(&digits[start..]).unwrap_or_default());
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
