//! Text from outside, in every place that holds any.

use super::super::text;
use crate::view::samples::hostile::{allowed, hostile, report_of};

#[test]
fn no_forbidden_character_comes_through() {
    let text = text(&report_of(&hostile()));
    assert!(text.contains("\\u{1b}"));
    assert_eq!(text.chars().find(|&c| !allowed(c)), None);
}

#[test]
fn foreign_text_cannot_imitate_a_rule_or_a_mark() {
    let report = report_of(&hostile());
    let text = text(&report);
    let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
    // Three lines for each section, and for the report itself.
    assert_eq!(count("===="), 3 * (report.sections.len() + 1));
    // One group of two threads, three of one, the rule under the table's head, and four of tasks.
    assert_eq!(count("----"), 9);
    assert_eq!(count("||||"), 1);
    assert_eq!(count("Guru Meditation"), 1);
    assert_eq!(count("End of Guru Meditation"), 1);
    assert!(text.lines().next_back().unwrap().starts_with("End of Guru Meditation Report"));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let report = report_of(&hostile());
    assert_eq!(text(&report), text(&report.clone()));
}

#[test]
fn a_name_of_any_length_is_kept_whole() {
    let evil = "\u{1b}x".repeat(1 << 17);
    let length = text(&report_of(&evil)).len();
    assert!(length > 40 * evil.len());
}
