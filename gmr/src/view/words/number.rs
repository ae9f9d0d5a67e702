//! Small words.

use crate::view::time;
use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

/// `1 thread`, `2 threads`.
pub(in crate::view) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// `9,512`.
pub(in crate::view) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// How often each thing occurs, in the order of first occurrence.
pub(in crate::view) fn tally<T: Copy + Eq + Hash>(
    things: impl Iterator<Item = T>,
) -> Vec<(T, usize)> {
    let mut tally: Vec<(T, usize)> = Vec::new();
    let mut position = HashMap::new();
    for thing in things {
        let at = *position.entry(thing).or_insert(tally.len());
        match tally.get_mut(at) {
            Some((_, number)) => *number += 1,
            None => tally.push((thing, 1)),
        }
    }
    tally
}

/// `3s`, `3s to 5m`.
pub(in crate::view) fn range(least: Duration, most: Duration) -> String {
    let (least, most) = (time::span(least), time::span(most));
    if least == most { least } else { format!("{least} to {most}") }
}
