//! Small words.

use std::collections::HashMap;
use std::hash::Hash;

/// `1 thread`, `2 threads`.
pub(super) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// `9,512`.
pub(super) fn grouped(number: u64) -> String {
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
pub(super) fn tally<T: Copy + Eq + Hash>(things: impl Iterator<Item = T>) -> Vec<(T, usize)> {
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
